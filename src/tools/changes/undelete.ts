import * as z from "zod";
import { describeGlobal } from "../../salesforce/metadata/describe.ts";
import { usualObjectOf } from "../../salesforce/records/names.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { errorItems, joinedErrors } from "../../salesforce/rest/errors.ts";
import { Failed } from "../../tool/results.ts";
import { tool } from "../../tool/tool.ts";
import { recordId } from "../arguments.ts";

/** The object of each id, by the first three characters; an unknown one stays without. */
async function withObjects(
  salesforce: Salesforce,
  ids: readonly string[],
): Promise<{ object?: string; id: string }[]> {
  // The org is asked only about those that are not the same in every org.
  const all = ids.every(usualObjectOf) ? [] : await describeGlobal(salesforce);
  const prefixes = new Map(all.map(({ keyPrefix, name }) => [keyPrefix, name]));
  return ids.map((id) => {
    const object = usualObjectOf(id) ?? prefixes.get(id.slice(0, 3));
    return object === undefined ? { id } : { object, id };
  });
}

export const undeleteRecords = tool({
  title: "Undelete records",
  description:
    "Brings Salesforce records back from the recycle bin, with what was deleted along with them. executeQueryAll with IsDeleted = true finds them.",
  effect: "update",
  input: z.object({ ids: z.array(recordId).min(1).max(200).describe("Ids of deleted records") }),
  actions: ({ ids }) => [{ effect: "update", ids, words: `undelete ${ids.length === 1 ? "it" : "them"}` }],
  async run({ ids }, { salesforce }) {
    const { undelete } = await import("../../salesforce/soap/undelete.ts");
    const results = await undelete(salesforce, await withObjects(salesforce, ids));
    const failed = ids.flatMap((id, index) => {
      const result = results[index];
      return result?.success ? [] : [{ id, ...joinedErrors(errorItems(result?.errors)) }];
    });
    const done = ids.length - failed.length;
    const words = (count: number) => `${count} record${count === 1 ? "" : "s"}`;
    if (failed.length === 0) return { summary: `${words(done)} undeleted` };
    const summary = `${failed.length} of ${words(ids.length)} failed${done > 0 ? `, ${done} undeleted` : ""}`;
    return done > 0
      ? { summary, failed }
      : new Failed({ summary, failed }, failed[0]?.code ?? "UNDELETE_FAILED");
  },
});
