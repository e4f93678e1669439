import { join, resolve } from "node:path";

/** The project's folder. This file is two below it, as it stands and bundled (see main.mjs). */
const root = resolve(import.meta.dirname, "../..");

export const asksFolder = join(root, "asks");
export const evaluationPage = join(root, "docs/evaluation.md");
export const program = join(root, "dist/main.js");
export const relay = join(root, "test/eval/relay.mjs");
