import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../runs.ts";
import type { Plain } from "./random/plain-data.ts";
import { objects } from "./random/random-fields.ts";
import { groupResult, recordResult } from "./random/random-results.ts";
import { groupStatements, recordStatements } from "./random/random-statements.ts";
import { soqlOrg } from "./soql-org.ts";

const { answer, data, org, status } = await soqlOrg();

/** Sums of fractions differ in their last digits with the order of the rows. */
function rounded(record: Plain): Plain {
  const entries = Object.entries(record).map(([key, value]) => [
    key,
    typeof value === "number" ? Number(value.toPrecision(10)) : value,
  ]);
  return Object.fromEntries(entries);
}

const inAnyOrder = (list: Plain[]) =>
  [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

test("random statements about records agree with plain JavaScript", () => {
  fc.assert(
    fc.property(recordStatements(org.schema, data), (statement) => {
      expect(answer(statement.soql)).toEqual(recordResult(statement, data));
    }),
    { numRuns: runs(250) },
  );
});

test("random statements about groups agree with plain JavaScript", () => {
  fc.assert(
    fc.property(groupStatements(org.schema, data), (statement) => {
      const expected = groupResult(statement, data).map(rounded);
      // An aggregate's answer is records.
      const found = (answer(statement.soql) as Plain[]).map(rounded);
      expect(statement.order ? found : inAnyOrder(found)).toEqual(
        statement.order ? expected : inAnyOrder(expected),
      );
    }),
    { numRuns: runs(200) },
  );
});

const words =
  "SELECT FROM WHERE AND OR NOT IN LIKE INCLUDES EXCLUDES GROUP ORDER BY ROLLUP CUBE HAVING LIMIT OFFSET ASC DESC NULLS FIRST LAST USING SCOPE WITH FOR VIEW UPDATE TYPEOF WHEN THEN ELSE END FIELDS ( ) , = != <> < <= > >= : 'a' '\\' '' '%_' null TRUE 1 -2.5 2e999 99999999999 2025-01-01 2025-02-30 2025-01-01T00:00:00Z TODAY LAST_N_DAYS : 5 LAST_N_YEARS:2000 USD5 Id Name Foo Industry AnnualRevenue CreatedDate BillingAddress Regions__c Account.Name Owner.Name What.Name Who Contacts Contact Task Event Id Name COUNT() COUNT(Id) MAX(Name) SUM(Amount) FORMAT(Amount) toLabel(Type) CALENDAR_YEAR(CloseDate) GROUPING(Type) convertTimezone(CreatedDate) DISTANCE(Site__c, GEOLOCATION(1,2), 'km') everything ALL ROWS ALL STANDARD é $ \" ;".split(
    " ",
  );
const piece = fc.oneof(fc.constantFrom(...words), fc.constantFrom(...objects), fc.string({ maxLength: 3 }));
const soup = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(" "));

test("whatever is asked is answered or refused", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("SELECT ", "SELECT Id FROM Account ", "SELECT Id FROM Account WHERE "),
      soup,
      (start, rest) => {
        expect([200, 400]).toContain(status(start + rest));
      },
    ),
    { numRuns: runs(1_500) },
  );
});
