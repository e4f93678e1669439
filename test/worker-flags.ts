import { setFlagsFromString } from "node:v8";

// V8 is to take its time before it optimizes: most code runs for a moment here, and compiling it anew takes a tenth of
// all the processor's time. A version of V8 that has no such flag goes on without a word.
setFlagsFromString("--interrupt-budget=2000000");
