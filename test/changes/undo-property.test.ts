import { runs, sameCases } from "../runs.ts";
import { testUndoing } from "./undo-sequences.ts";

testUndoing({ numRuns: runs(30), ...sameCases(20_261_128) });
