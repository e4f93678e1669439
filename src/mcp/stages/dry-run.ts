import { type Tried, tried } from "../../changes/dry-run.ts";
import { ToolError } from "../../errors.ts";
import { type Action, deletedFrom } from "../../guard/action.ts";
import { withoutRecycleBin } from "../../salesforce/metadata/recycle-bin.ts";
import type { Answer, Watch } from "../../salesforce/rest/client.ts";
import { Failed } from "../../tool/results.ts";
import { visible } from "../answers/visible.ts";
import type { Call, Stage } from "../call.ts";
import { notingFor } from "./changes.ts";

/** Platform events, external and big objects: what is written to them need not wait for the end of a transaction. */
const lastingObject = /__[exb]$/i;

/** Why an action may last although the transaction is rolled back; undefined for one that does not. */
function whyLasting({ effect, object, objects = [], unforeseen, runs, words }: Action): string | undefined {
  if (unforeseen || runs?.some((name) => !name.includes("@{")))
    return `what ${visible(words ?? "one of its parts").slice(0, 160)} does is known to Salesforce alone, and may last although all is rolled back`;
  const name = [object ?? "", ...objects].find((one) => lastingObject.test(one));
  return effect === "read" || name === undefined
    ? undefined
    : `what is written to ${name} may last although all is rolled back`;
}

function refuseLasting({ actions }: Call): void {
  const reason = actions?.map(whyLasting).find((why) => why !== undefined);
  if (reason === undefined) return;
  throw new ToolError(
    "BAD_ARGUMENT",
    `validateOnly: ${reason}. Nothing was sent.`,
    "Have the rest judged without it, or leave validateOnly out.",
  );
}

/** `{"valid":true}`, with how many parts or records were judged, and what could not be. */
function verdict({ count, untold }: Tried, lasting: readonly string[]): object {
  const unsure = untold.map((name) => {
    const whose = name === "" ? "" : `${name}: `;
    return `${whose}whether several records have its external id, which would fail, could not be told`;
  });
  const notes = [...unsure, ...lasting];
  return { ...(notes.length > 0 && { notes }), valid: true, ...(count !== undefined && { parts: count }) };
}

/** What of these deletes could not be taken back. */
async function lastingDeletes(call: Call): Promise<string[]> {
  const objects = deletedFrom(call.actions ?? []);
  const binless = await withoutRecycleBin(await call.salesforce(), objects);
  const gone = [...new Set(objects)].filter((object) => binless.has(object.toLowerCase()));
  return gone.map((object) => `what is deleted of ${object} is gone: Salesforce has no recycle bin for it`);
}

/** Salesforce broke its promise: what is there now is said, and noted so that it can be taken back. */
function keptAfterAll(call: Call, { kept, keptAnswer }: Tried): Failed {
  const noting = notingFor(call);
  noting.unexpected(kept, keptAnswer);
  const changes = [...noting.changes.values()];
  const ids = changes.flatMap(({ records }) => records.map(({ id }) => id));
  const noted = call.runtime.config.undo !== "off";
  const advice = noted ? " undoChange takes back what can be." : "";
  return new Failed(
    { ids, ...(noted && { changes: changes.map(({ id }) => id) }) },
    "UNEXPECTED_RESPONSE",
    `This was a dry run, and Salesforce kept ${ids.length === 1 ? "a record" : "records"} of it all the same.${advice}`,
  );
}

/**
 * Has what a call writes tried and rolled back in place of written: every write of the tool goes through here, so none
 * is kept whatever the tool does.
 */
export const dryRun: Stage = (next) => async (call) => {
  if (!call.dryRun) return next(call);
  refuseLasting(call);
  let outcome: Tried | undefined;
  let lasting: string[] = [];
  const watch: Watch = async <T>(request: Parameters<Watch>[0]) => {
    [outcome, lasting] = await Promise.all([
      tried(await call.salesforce(), request, call.args),
      lastingDeletes(call),
    ]);
    // Shaped as the answer to the write itself.
    return outcome.answer as Answer<T>;
  };
  const finish = (value: unknown): unknown => {
    if (outcome === undefined) throw new Error("a dry run has sent nothing");
    if (outcome.kept.length > 0) return keptAfterAll(call, outcome);
    return value instanceof Failed ? value : verdict(outcome, lasting);
  };
  return next({ ...call, watch, finish });
};
