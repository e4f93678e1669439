import { testUndoing } from "./undo-sequences.ts";

/** The first of those that the slow tests try. */
testUndoing({ numRuns: 5, seed: 20_261_128 });
