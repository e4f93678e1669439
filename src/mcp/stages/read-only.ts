import { ToolError } from "../../errors.ts";
import type { Stage } from "../call.ts";

/** In read-only mode a call with any effect but reading ends here, before anything is sent. */
export const readOnly: Stage = (next) => async (call) => {
  const writes = call.actions.filter(({ effect }) => effect !== "read");
  if (!call.runtime.config.readOnly || writes.length === 0) return next(call);
  const [first] = writes;
  throw new ToolError(
    "READ_ONLY",
    `${call.name} would ${first?.effect} data, and this server is read-only. Nothing was sent.`,
    "Only the person who runs the server can change that (SALESFORCE_READ_ONLY).",
  );
};
