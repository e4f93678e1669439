import { sameName } from "../../spelling.ts";
import { describeObject } from "../metadata/describe.ts";
import type { DescribeField } from "../rest/answers.ts";
import type { Salesforce } from "../rest/client.ts";
import { outerObject } from "../soql/select-list.ts";
import { quoted } from "../soql/tokens.ts";

const compoundTypes = new Set(["address", "location"]);

/** `FIELDS(ALL)` of the outer statement, not of a child query or in a text. */
function fieldsOf(soql: string): string | undefined {
  let depth = 0;
  const tokens = new RegExp(`${quoted}|\\bfields\\s*\\(\\s*(all|standard|custom)\\s*\\)|[()]`, "gi");
  for (const [token, kind] of soql.matchAll(tokens)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (kind !== undefined && depth === 0) return kind.toLowerCase();
  }
  return undefined;
}

/** What a part is called inside its compound value: `BillingCity` → `city`, `Site__Latitude__s` → `latitude`. */
function partName(part: string, compound: string): string {
  const short = /__c$/.test(compound)
    ? part.replace(compound.replace(/c$/, ""), "").replace(/__s$/, "")
    : part.replace(compound.replace(/Address$/, ""), "");
  return short.charAt(0).toLowerCase() + short.slice(1);
}

/** A field's columns in a file: an address or location has one for each of its parts. */
function columnsOf(field: DescribeField, all: readonly DescribeField[]): string[] {
  if (!compoundTypes.has(field.type)) return [field.name];
  return all
    .filter((part) => part.compoundFieldName === field.name && part.name !== field.name)
    .map((part) => `${field.name}.${partName(part.name, field.name)}`);
}

async function columnsBehind(salesforce: Salesforce, object: string, path: string): Promise<string[]> {
  const { fields } = await describeObject(salesforce, object);
  const [name = "", ...rest] = path.split(".");
  if (rest.length === 0) {
    const field = fields.find((candidate) => sameName(candidate.name, name));
    return field && compoundTypes.has(field.type) ? columnsOf(field, fields) : [path];
  }
  const parent = fields.find(({ relationshipName }) => sameName(relationshipName ?? "", name));
  const [target, ...others] = parent?.referenceTo ?? [];
  if (target === undefined || others.length > 0) return [path];
  return (await columnsBehind(salesforce, target, rest.join("."))).map((column) => `${name}.${column}`);
}

async function fieldsColumns(salesforce: Salesforce, object: string, kind: string): Promise<string[]> {
  const { fields } = await describeObject(salesforce, object);
  const custom = (field: DescribeField) =>
    /__c$/.test(field.name) || /__c$/.test(field.compoundFieldName ?? "");
  const wanted = fields.filter((field) => kind === "all" || custom(field) === (kind === "custom"));
  return wanted.flatMap((field) => columnsOf(field, fields));
}

/**
 * The columns of a file that a statement's rows go into, page by page: those that the statement names, addresses and
 * locations by their parts, and what FIELDS() stands for, since the first page may hold none of them. What the user
 * may not see described is left to the rows.
 */
export async function fileColumns(
  salesforce: Salesforce,
  soql: string,
  named: readonly string[],
): Promise<string[]> {
  const object = outerObject(soql);
  if (object === undefined) return [...named];
  const kind = fieldsOf(soql);
  const columns = [
    ...named.map((name) => columnsBehind(salesforce, object, name).catch(() => [name])),
    ...(kind === undefined ? [] : [fieldsColumns(salesforce, object, kind).catch(() => [])]),
  ];
  return (await Promise.all(columns)).flat();
}
