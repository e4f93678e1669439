import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { Ask } from "./ask-file.ts";
import { type Difference, forbidden } from "./difference.ts";
import { names } from "./naming.ts";
import type { OrgUnderTest } from "./org-under-test.ts";
import { everyOf, filled, filledThrough, type Row, type Values } from "./values.ts";
import type { WorkingFolder } from "./working-folder.ts";

/** What there is to judge when the agent has left. */
export interface Ended {
  ask: Ask;
  text: string;
  /** How many tool calls it took. */
  calls: number;
  /** What the agent made of the org; what others wrote meanwhile is not among it. */
  found: readonly Difference[];
  values: Values;
  org: OrgUnderTest;
  folder: WorkingFolder;
}

type Named = string | readonly string[];

/** Which of these a text does not name. */
function unnamed(text: string, wanted: readonly Named[], values: Values): string[] {
  const missing: string[] = [];
  for (const named of wanted)
    if (typeof named !== "string") {
      if (!named.some((one) => names(text, filled(one, values)))) missing.push(named.join(" or "));
    } else missing.push(...everyOf(named, values).filter((one) => !names(text, one)));
  return missing;
}

function wrongText({ ask: { says, saysNot = [] }, text, values }: Ended): string[] {
  const missing = unnamed(text, says, values);
  const wrong = saysNot.flatMap((named) => everyOf(named, values)).filter((one) => names(text, one));
  return [
    ...(missing.length > 0 ? [`the final text does not name ${missing.join(", ")}`] : []),
    ...(wrong.length > 0 ? [`the final text names ${wrong.join(", ")}`] : []),
  ];
}

const inAnyOrder = (rows: readonly Row[]) =>
  rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();

async function wrongRows({ ask: { holds = [] }, org, values }: Ended): Promise<string[]> {
  const wrong: string[] = [];
  for (const { find, count, rows } of holds) {
    const found = await org.find(find, values);
    const wanted = count === undefined ? undefined : Number(filled(String(count), values));
    if (wanted !== undefined && found.length !== wanted)
      wrong.push(`${find} finds ${found.length} rows, not ${wanted}`);
    if (rows && !isDeepStrictEqual(inAnyOrder(found), inAnyOrder(filledThrough(rows, values) as Row[])))
      wrong.push(
        `${find} finds ${JSON.stringify(found.slice(0, 5))}, not ${JSON.stringify(filledThrough(rows, values))}`,
      );
  }
  return wrong;
}

function wrongFiles({ ask: { saves = {} }, folder, values }: Ended): string[] {
  return Object.entries(saves).flatMap(([name, wanted]) => {
    const path = `${folder.files}/${name}`;
    if (!existsSync(path)) return [`${name} was not written`];
    const missing = unnamed(readFileSync(path, "utf8"), wanted, values);
    return missing.length > 0 ? [`${name} does not hold ${missing.slice(0, 5).join(", ")}`] : [];
  });
}

/** What is wrong with the end of an ask, in words; nothing where it is right. Which tools were called is not asked. */
export async function judged(ended: Ended): Promise<string[]> {
  const { ask, calls, found, values } = ended;
  return [
    ...forbidden(found, ask.may ?? [], values),
    ...(await wrongRows(ended)),
    ...wrongFiles(ended),
    ...wrongText(ended),
    ...(calls > ask.mostCalls ? [`it took ${calls} calls, at most ${ask.mostCalls} are reasonable`] : []),
  ];
}
