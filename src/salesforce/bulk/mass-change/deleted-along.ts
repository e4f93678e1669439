import { isObject } from "../../../json-object.ts";
import { describeObject } from "../../metadata/describe.ts";
import type { ChildRelationship } from "../../rest/answers.ts";
import type { Salesforce } from "../../rest/client.ts";
import type { IdList } from "./id-list.ts";

/** Subrequests that one batch takes. */
const mostParts = 25;
/** Ids that stand in one statement where only ids say which records are meant. */
const mostIds = 200;
/** What every record carries along, and nobody counts. */
const carried = /(?:History|Share|Feed|Tag|ChangeEvent)$/;

export interface DeletedAlong {
  /** By child object: how many records Salesforce deletes along with those that are named. */
  children: Record<string, number>;
  /** Objects whose records could not be counted. */
  uncounted: string[];
  /** Of how many of the records this was counted, where not of all. */
  of?: number;
}

function statementsOf(
  relationships: readonly ChildRelationship[],
  parents: string,
): { object: string; soql: string }[] {
  return relationships.map(({ childSObject, field }) => ({
    object: childSObject,
    soql: `SELECT COUNT() FROM ${childSObject} WHERE ${field} IN (${parents})`,
  }));
}

/**
 * Counts the records that Salesforce deletes along with others, one level down. `conditions` is the statement that
 * finds the others, from its FROM on; without it the first of the ids are counted for.
 */
export async function deletedAlong(
  salesforce: Salesforce,
  object: string,
  {
    ids,
    conditions,
    allows,
  }: { ids: IdList; conditions: string | undefined; allows(object: string): boolean },
): Promise<DeletedAlong> {
  const { childRelationships } = await describeObject(salesforce, object);
  const cascading = childRelationships.filter(
    ({ cascadeDelete, childSObject, field }) => cascadeDelete && !carried.test(childSObject) && field !== "",
  );
  const seen = cascading.filter(({ childSObject }) => allows(childSObject));
  const hidden = cascading
    .filter((relationship) => !seen.includes(relationship))
    .map(() => "objects that may not be touched");
  const parents =
    conditions === undefined
      ? ids
          .slice(0, mostIds)
          .map((id) => `'${id}'`)
          .join(", ")
      : `SELECT Id ${conditions}`;
  const counted = await counts(salesforce, statementsOf(seen, parents));
  const partly = conditions === undefined && ids.length > mostIds;
  return {
    children: Object.fromEntries([...counted.found].filter(([, count]) => count > 0)),
    uncounted: [...new Set([...counted.refused, ...hidden])],
    ...(partly && { of: mostIds }),
  };
}

async function counts(
  salesforce: Salesforce,
  statements: readonly { object: string; soql: string }[],
): Promise<{ found: Map<string, number>; refused: string[] }> {
  const found = new Map<string, number>();
  const refused: string[] = [];
  const version = await salesforce.apiVersion();
  for (let start = 0; start < statements.length; start += mostParts) {
    const part = statements.slice(start, start + mostParts);
    const batchRequests = part.map(({ soql }) => ({
      method: "GET",
      url: `v${version}/query?q=${encodeURIComponent(soql)}`,
    }));
    const { results } = await salesforce.post<{ results: { statusCode: number; result: unknown }[] }>(
      "/composite/batch",
      { batchRequests },
      { idempotent: true },
    );
    for (const [index, { object }] of part.entries()) {
      const { statusCode = 500, result } = results[index] ?? {};
      const size = statusCode < 300 && isObject(result) ? result["totalSize"] : undefined;
      // A record may hang on its parent by more than one field; it is counted for each.
      if (typeof size === "number") found.set(object, (found.get(object) ?? 0) + size);
      else refused.push(object);
    }
  }
  return { found, refused };
}
