import { describeObject } from "../../salesforce/metadata/describe.ts";
import { fieldAt } from "../../salesforce/metadata/field-at.ts";
import { missingValuesNote } from "../../salesforce/metadata/missing-values.ts";
import type { DescribeField, ObjectDescribe } from "../../salesforce/rest/answers.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import type { Compared } from "../../salesforce/soql/comparisons.ts";
import { sameName } from "../../spelling.ts";

/** A note on values that a picklist does not have; inactive values count as had. */
export function picklistNote(
  { type, name, picklistValues }: DescribeField,
  texts: readonly string[],
): string | undefined {
  if (!/picklist$/.test(type) || picklistValues.length === 0) return undefined;
  const parts = type === "multipicklist" ? texts.flatMap((text) => text.split(";")) : texts;
  const had = picklistValues.map(({ value }) => value);
  const offered = picklistValues.filter(({ active }) => active).map(({ value }) => value);
  const given = [...new Set(parts.filter((part) => part !== ""))];
  return missingValuesNote(given, { name, had, offered });
}

function objectOf({ from, child }: Compared, around: ObjectDescribe | undefined): string | undefined {
  if (!child) return from;
  return around?.childRelationships.find(({ relationshipName }) => sameName(relationshipName ?? "", from))
    ?.childSObject;
}

/** Whether a query or one inside it compares a text; only then its describe is needed. */
function comparesTexts({ comparisons, inner }: Compared): boolean {
  return comparisons.some(({ values }) => values.some(({ quoted }) => quoted)) || inner.some(comparesTexts);
}

/** Notes on values that picklists do not have, in a statement's conditions and in those of the queries inside it. */
export async function conditionNotes(
  salesforce: Salesforce,
  compared: Compared,
  around?: ObjectDescribe,
): Promise<string[]> {
  const object = objectOf(compared, around);
  if (object === undefined || !comparesTexts(compared)) return [];
  const describe = await describeObject(salesforce, object);
  const prefixes = [compared.from, compared.alias ?? ""];
  const own = compared.comparisons.map(async ({ field, values }) => {
    const path = field.split(".");
    const rest =
      path.length > 1 && prefixes.some((prefix) => sameName(prefix, path[0] ?? "")) ? path.slice(1) : path;
    const found = await fieldAt(salesforce, describe, rest);
    const texts = values.flatMap(({ text, quoted }) => (quoted ? [text] : []));
    return (found && picklistNote(found, texts)) ?? [];
  });
  const inner = compared.inner.map((query) => conditionNotes(salesforce, query, describe));
  return (await Promise.all([...own, ...inner])).flat();
}
