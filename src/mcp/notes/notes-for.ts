import type { FilesFolder } from "../../files/folder.ts";
import { isObject, type JsonObject } from "../../json-object.ts";
import { onePer } from "../../one-per.ts";
import { describeObject } from "../../salesforce/metadata/describe.ts";
import type { DescribeField } from "../../salesforce/rest/answers.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { type Compared, comparedIn } from "../../salesforce/soql/comparisons.ts";
import { sameName } from "../../spelling.ts";
import { conditionNotes, picklistNote } from "./picklist-notes.ts";

/** Records of a load that are looked at. */
const mostRecords = 1_000;

export interface Asked {
  name: string;
  args: Readonly<Record<string, unknown>>;
  files: FilesFolder;
}

function asksForDeleted({ comparisons, inner }: Compared): boolean {
  return (
    inner.some(asksForDeleted) ||
    comparisons.some(
      ({ field, values }) => /(?:^|\.)IsDeleted$/i.test(field) && /^true$/i.test(values[0]?.text ?? ""),
    )
  );
}

/** How a query of deleted rows is asked where they are left out. */
function deletedNote({ name, args }: Asked, compared: Compared): string[] {
  const included = name === "executeQueryAll" || args["includeDeleted"] === true;
  if (included || !asksForDeleted(compared)) return [];
  const instead =
    name === "createBulkQuery" ? "includeDeleted: true brings them" : "executeQueryAll shows them";
  return [`deleted rows are left out here, so IsDeleted = true finds none; ${instead}`];
}

async function statementNotes(asked: Asked, soql: string, salesforce: Salesforce): Promise<string[]> {
  const compared = comparedIn(soql);
  if (!compared) return [];
  return [...deletedNote(asked, compared), ...(await conditionNotes(salesforce, compared))];
}

/** By connection: the signed-in user's time zone. */
const zoneOf = onePer((_: object): { asked?: Promise<string | undefined> } => ({}));

function userZone(salesforce: Salesforce): Promise<string | undefined> {
  const known = zoneOf(salesforce.connection);
  known.asked ??= salesforce
    .get<{ zoneinfo?: string }>("/services/oauth2/userinfo")
    .then(({ zoneinfo }) => zoneinfo)
    .catch(() => {
      delete known.asked;
      return undefined;
    });
  return known.asked;
}

const withoutZone = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/;

async function zoneNote(field: DescribeField, value: string, salesforce: Salesforce): Promise<string> {
  const zone = await userZone(salesforce);
  return `${field.name} '${value}' has no zone and is read as UTC${zone ? `; the user's zone is ${zone}` : ""}`;
}

/** On a field by all values that records hold in it. */
async function fieldNotes(
  field: DescribeField,
  values: readonly string[],
  salesforce: Salesforce,
): Promise<string[]> {
  const zoneless = field.type === "datetime" ? values.find((value) => withoutZone.test(value)) : undefined;
  const zone = zoneless === undefined ? [] : [await zoneNote(field, zoneless, salesforce)];
  const picklist = picklistNote(field, values);
  return picklist === undefined ? zone : [...zone, picklist];
}

function recordsIn({ records, record, set }: Asked["args"]): JsonObject[] {
  const many = Array.isArray(records) ? records.slice(0, mostRecords) : [];
  return [...many, record, set].filter(isObject);
}

/** By field, the texts that records hold in it, each once. */
function textsIn(records: readonly JsonObject[]): Map<string, Set<string>> {
  const texts = new Map<string, Set<string>>();
  for (const [name, value] of records.flatMap((record) => Object.entries(record))) {
    if (typeof value !== "string") continue;
    const known = texts.get(name) ?? new Set();
    texts.set(name, known.add(value));
  }
  return texts;
}

async function recordNotes(asked: Asked, object: string, salesforce: Salesforce): Promise<string[]> {
  const loads = asked.name === "createBulkJob" && asked.args["set"] === undefined;
  const records = loads
    ? await (await import("./loaded-records.ts")).loadedRecords(asked, mostRecords)
    : recordsIn(asked.args);
  if (records.length === 0) return [];
  const { fields } = await describeObject(salesforce, object);
  const notes = [...textsIn(records)].map(([name, values]) => {
    const field = fields.find((one) => sameName(one.name, name));
    return field ? fieldNotes(field, [...values], salesforce) : [];
  });
  return (await Promise.all(notes)).flat();
}

/** What of a call is likely to be read wrongly although its answer is right, each once. */
export async function notesFor(asked: Asked, salesforce: Salesforce): Promise<string[]> {
  const { soql, query = soql, object } = asked.args;
  const said = typeof query === "string" ? await statementNotes(asked, query, salesforce) : [];
  const written = typeof object === "string" ? await recordNotes(asked, object, salesforce) : [];
  const notes = [...said, ...written];
  return [...new Set(notes)];
}

/** The note on a search that found nothing: it looks for whole words. */
export function searchNotes({ name, args }: Pick<Asked, "name" | "args">, text: string): string[] {
  const { term } = args;
  if (name !== "executeSearch" || typeof term !== "string" || !/totalSize"?[=:]0\b/.test(text.slice(0, 200)))
    return [];
  const word = term.replaceAll(/[^\p{L}\p{N} ]/gu, "").trim();
  return [
    `a search finds whole words: for a beginning give sosl FIND {${word}*}, for a part a query with LIKE '%${word}%'`,
  ];
}
