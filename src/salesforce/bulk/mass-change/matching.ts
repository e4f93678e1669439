import { ToolError } from "../../../errors.ts";
import { describeObject } from "../../metadata/describe.ts";
import { queryPages } from "../../records/query.ts";
import { sameValue } from "../../records/same-value.ts";
import type { DescribeField, ObjectDescribe } from "../../rest/answers.ts";
import type { Salesforce } from "../../rest/client.ts";
import { IdList } from "./id-list.ts";

/** Records that show what would change. */
const mostExamples = 5;

/** One record as it is. */
interface Example {
  id: string;
  name?: string;
  /** Of the fields that would change. */
  before?: Record<string, unknown>;
}

/** What a statement finds, of which those that hold the values already need no change. */
export interface Matching {
  /** All that were found. */
  found: number;
  /** Those that would change. */
  ids: IdList;
  examples: Example[];
}

export interface MatchOptions {
  object: string;
  /** The statement from its FROM on. */
  from: string;
  /** Field names as the org spells them; empty for a delete. */
  set: Readonly<Record<string, unknown>>;
  /** Whether an object may be shown beside this one. */
  allows(object: string): boolean;
  /** Called as rows arrive, with how many so far and how many in all. */
  progress(found: number, all: number): void;
}

function nameField({ fields }: ObjectDescribe): string | undefined {
  return fields.find((field) => field.nameField)?.name;
}

type Row = Readonly<Record<string, unknown>>;

/** The changed fields of a row, with whom they refer to by name. */
function shown(row: Row, fields: readonly DescribeField[]): Record<string, unknown> {
  const entries = fields.flatMap(({ name, relationshipName }): [string, unknown][] => {
    const parent = relationshipName === null ? undefined : row[relationshipName];
    const known = typeof parent === "object" && parent !== null ? (parent as Row)["Name"] : undefined;
    const value = row[name] ?? null;
    return typeof known === "string"
      ? [
          [name, value],
          [`${relationshipName}.Name`, known],
        ]
      : [[name, value]];
  });
  return Object.fromEntries(entries);
}

function statementOf(describe: ObjectDescribe, fields: readonly DescribeField[], from: string): string {
  const parents = fields.flatMap(({ relationshipName, type }) =>
    relationshipName !== null && type === "reference" ? [`${relationshipName}.Name`] : [],
  );
  const columns = ["Id", nameField(describe), ...fields.map(({ name }) => name), ...parents];
  return `SELECT ${[...new Set(columns.filter((name) => name !== undefined))].join(", ")} ${from}`;
}

const haveName = /^(?:Account|Campaign|Contact|Group|Lead|Opportunity|RecordType|User)$/;

/** Parents that may have no field Name, such as cases, or may not be touched, are shown by their ids alone. */
function withNames(fields: readonly DescribeField[], allows: MatchOptions["allows"]): DescribeField[] {
  return fields.map((field) => {
    const named = field.referenceTo.every((name) => haveName.test(name) && allows(name));
    return named ? field : { ...field, relationshipName: null };
  });
}

/** Finds the records that a statement names, page by page, and keeps nothing of them but ids and a few examples. */
export async function matching(salesforce: Salesforce, options: MatchOptions): Promise<Matching> {
  const { object, from, set, allows, progress } = options;
  const describe = await describeObject(salesforce, object);
  const fields = withNames(
    describe.fields.filter(({ name }) => name in set),
    allows,
  );
  const soql = statementOf(describe, fields, from);
  const nameKey = nameField(describe);
  const result: Matching = { found: 0, ids: new IdList(), examples: [] };
  let announced = 0;
  for await (const page of queryPages(salesforce, { soql, all: false, batchSize: 2_000 })) {
    announced = page.totalSize;
    for (const row of page.records) {
      result.found++;
      if (fields.length > 0 && fields.every((field) => sameValue(field, row[field.name], set[field.name])))
        continue;
      result.ids.add(String(row["Id"]));
      if (result.examples.length < mostExamples) result.examples.push(exampleOf(row, nameKey, fields));
    }
    progress(result.found, announced);
  }
  if (announced === result.found) return result;
  throw new ToolError(
    "UNEXPECTED_RESPONSE",
    `Salesforce announced ${announced} records and sent ${result.found}. Nothing was changed.`,
    "Call again; give ORDER BY Id in the query if it happens again.",
  );
}

function exampleOf(row: Row, nameKey: string | undefined, fields: readonly DescribeField[]): Example {
  const name = nameKey === undefined ? undefined : row[nameKey];
  return {
    id: String(row["Id"]),
    ...(typeof name === "string" && { name }),
    ...(fields.length > 0 && { before: shown(row, fields) }),
  };
}
