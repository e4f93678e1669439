import type { Org } from "../handler.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { isActivity, noteActivity } from "./activity.ts";
import { noteDocument, noteVersion } from "./files.ts";

/** A row that is new (without `before`), changed, or gone (without `row`). */
interface Change {
  row?: StoredRow;
  before?: StoredRow;
}

/** An opportunity's amount is the sum of its products, where it has any. */
function sumProducts(org: Org, id: SqlValue): void {
  const sum = org.store.get(
    'SELECT COUNT(*) AS n, SUM("TotalPrice") AS total FROM "OpportunityLineItem" WHERE "OpportunityId" = ? AND "IsDeleted" = 0',
    [id],
  );
  if (Number(sum?.["n"] ?? 0) === 0)
    org.store.run('UPDATE "Opportunity" SET "HasOpportunityLineItem" = 0 WHERE "Id" = ?', [id]);
  else {
    const set =
      '"HasOpportunityLineItem" = 1, "Amount" = ?2, "ExpectedRevenue" = ROUND(?2 * "Probability") / 100.0';
    org.store.run(`UPDATE "Opportunity" SET ${set} WHERE "Id" = ?1`, [id, sum?.["total"] ?? 0]);
  }
}

/** The same for every opportunity with products at once, where an org is filled. */
export function sumAllProducts(org: Org): void {
  const sums =
    'SELECT "OpportunityId" AS id, SUM("TotalPrice") AS total FROM "OpportunityLineItem" WHERE "IsDeleted" = 0 GROUP BY "OpportunityId"';
  const set =
    '"HasOpportunityLineItem" = 1, "Amount" = sums.total, "ExpectedRevenue" = ROUND(sums.total * "Probability") / 100.0';
  org.store.run(`UPDATE "Opportunity" SET ${set} FROM (${sums}) AS sums WHERE "Opportunity"."Id" = sums.id`);
}

/** What a change does to other rows: those that it hangs on, or that are made of it. */
export function propagate(org: Org, object: string, { row, before }: Change): void {
  if (isActivity(object)) noteActivity(org, row, before);
  else if (object === "ContentVersion") noteVersion(org, row, before);
  else if (object === "ContentDocument") noteDocument(org, row, before);
  const deal = (row ?? before)?.["OpportunityId"];
  if (object === "OpportunityLineItem" && deal) sumProducts(org, deal);
}
