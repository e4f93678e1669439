import { ToolError } from "../../errors.ts";
import { allowsRun } from "../../guard/action-names.ts";
import { onePer } from "../../one-per.ts";
import { visible } from "../answers/visible.ts";
import type { Runtime, Stage } from "../call.ts";

const mostShown = 300;

/** Whether SALESFORCE_ALLOWED_ACTIONS lets an action run. */
export const runAllowed = onePer(({ config }: Runtime) => allowsRun(config.allowedActions ?? []));

/** A call that would run what the list of actions does not name ends here with DENIED_ACTION. */
export const allowedActions: Stage = (next) => async (call) => {
  const { actions, name, runtime } = call;
  const refused = actions?.find((action) => !runAllowed(runtime)(action));
  if (actions !== undefined && refused === undefined) return next(call);
  const what = visible(refused?.words ?? name)
    .slice(0, mostShown)
    .toWellFormed();
  const listed = (runtime.config.allowedActions ?? []).join(", ").slice(0, mostShown);
  throw new ToolError(
    "DENIED_ACTION",
    `${what} may not be run: SALESFORCE_ALLOWED_ACTIONS does not name it. Nothing was sent.`,
    `These may be run: ${listed}. Only the person who runs the server can change that.`,
  );
};
