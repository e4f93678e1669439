import { testUndoing } from "./undo-sequences.ts";

/** `UNDO_RUNS=500` tries more sequences than every run of the slow tests does, and new ones. */
const wanted = process.env["UNDO_RUNS"];
testUndoing(wanted === undefined ? { numRuns: 30, seed: 20_261_128 } : { numRuns: Number(wanted) / 2 });
