import { ToolError } from "../../errors.ts";
import { visible } from "../answers/visible.ts";
import type { Stage } from "../call.ts";

/** In read-only mode a call goes on when everything that it would do is a read, and that is known. */
export const readOnly: Stage = (next) => async (call) => {
  const { actions, name, runtime } = call;
  if (!runtime.config.readOnly || actions?.every(({ effect }) => effect === "read")) return next(call);
  const write = actions?.find(({ effect }) => effect !== "read");
  const what = write?.words === undefined ? "" : ` (${visible(write.words).slice(0, 160).toWellFormed()})`;
  throw new ToolError(
    "READ_ONLY",
    `${name} would ${write?.effect ?? "change"} data${what}, or is not known to only read, and this server is read-only. Nothing was sent.`,
    "Only the person who runs the server can change that (SALESFORCE_READ_ONLY).",
  );
};
