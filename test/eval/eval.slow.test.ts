import { test } from "vitest";
import { readAsks } from "./ask-file.ts";
import { blunderFails, blunders, expertIsRight } from "./cases.ts";

const tenth = readAsks().filter((_, place) => place % 10 === 0);

// The first of each is in eval.test.ts.
test.each(tenth.slice(1))("the expert is right at $name, and it can be taken back", expertIsRight);

test.each(blunders.slice(1))("what %s fails where it ought to", blunderFails);
