import { CallChanges } from "../../changes/noting.ts";
import { Failed } from "../../tool/results.ts";
import type { Call, Stage } from "../call.ts";

/** The one object that a call names, where it names just one. */
function objectOf({ actions }: Call): string | undefined {
  const names = new Set(actions?.flatMap(({ object }) => object ?? []));
  return names.size === 1 ? [...names][0] : undefined;
}

/** What notes the changes of a call. */
export function notingFor(call: Call): CallChanges {
  const { name, tool, runtime, client } = call;
  const noted = { tool: name, client, object: objectOf(call), byPart: tool.changesByPart ?? false };
  return new CallChanges(runtime.changes, noted, () => call.salesforce());
}

/** Notes what a call changes, with what was there before, so that it can be taken back. */
export const changes: Stage = (next) => async (call) => {
  const noting = notingFor(call);
  const finish = (value: unknown) => {
    noting.end();
    return value instanceof Failed
      ? new Failed(noting.shownIn(value.value), value.errorCode, value.message)
      : noting.shownIn(value);
  };
  try {
    return await next({ ...call, watch: noting.watch, finish });
  } finally {
    noting.end();
  }
};
