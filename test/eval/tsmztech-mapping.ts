import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { CannotDo } from "./agent.ts";
import type { FilledStep, Mapping, ToolCall } from "./mapping.ts";
import type { Row } from "./values.ts";

const clauses = ["WHERE", "GROUP BY", "HAVING", "ORDER BY", "LIMIT"] as const;
type Clause = (typeof clauses)[number];

interface Statement {
  fields: string[];
  object: string;
  clauses: Partial<Record<Clause, string>>;
}

/** Blanks of the same length in place of quoted texts and of what stands in parentheses. */
function outline(text: string): string {
  const quoted = text.replaceAll(/'(?:\\.|[^'\\])*'/g, (match) => "_".repeat(match.length));
  let depth = 0;
  return [...quoted]
    .map((letter) => {
      if (letter === "(") depth++;
      const hidden = depth > 0;
      if (letter === ")") depth--;
      return hidden ? "_" : letter;
    })
    .join("");
}

/** The parts of an expert's statement; its keywords are written in capitals. */
function statementIn(soql: string): Statement {
  const plain = outline(soql);
  const from = plain.indexOf(" FROM ");
  const starts = clauses.flatMap((clause) => {
    const at = plain.indexOf(` ${clause} `, from);
    return at === -1 ? [] : [{ clause, at }];
  });
  const found: Statement["clauses"] = {};
  for (const [place, { clause, at }] of starts.entries())
    found[clause] = soql.slice(at + clause.length + 2, starts[place + 1]?.at);
  return {
    fields: soql.slice("SELECT ".length, from).split(/,\s*/),
    object: soql.slice(from + " FROM ".length, starts[0]?.at).trim(),
    clauses: found,
  };
}

function queried(soql: string): ToolCall {
  const { fields, object, clauses: given } = statementIn(soql);
  const rest = {
    ...(given.WHERE && { whereClause: given.WHERE }),
    ...(given["ORDER BY"] && { orderBy: given["ORDER BY"] }),
    ...(given.LIMIT && { limit: Number(given.LIMIT) }),
  };
  const counts = fields.some((field) => field.includes("("));
  if (given["GROUP BY"] === undefined) {
    if (counts) throw new CannotDo("aggregates need a group");
    return { tool: "salesforce_query_records", args: { objectName: object, fields, ...rest } };
  }
  const args = {
    objectName: object,
    selectFields: fields,
    groupByFields: given["GROUP BY"].split(/,\s*/),
    ...(given.HAVING && { havingClause: given.HAVING }),
    ...rest,
  };
  return { tool: "salesforce_aggregate_query", args };
}

function written(operation: string, objectName: string, records: readonly Row[], key?: string): ToolCall {
  const upsert = key === undefined ? {} : { externalIdField: key };
  return { tool: "salesforce_dml_records", args: { operation, objectName, records, ...upsert } };
}

function changed({ change: object = "", ids, record = {}, key }: FilledStep): ToolCall {
  if (key) return written("upsert", object, [{ [key.field]: key.value, ...record }], key.field);
  if (ids.length === 0) return written("insert", object, [record]);
  return written(
    "update",
    object,
    ids.map((Id) => ({ Id, ...record })),
  );
}

/** A reference by external id is written as an object of its own. */
function cellsOf(row: Record<string, string>, columns: Record<string, string> = {}): Row {
  const cells = Object.entries(row).map(([header, value]): [string, unknown] => {
    const [name = "", field] = (columns[header] ?? header).split(".");
    return [name, field === undefined ? value : { [field]: value }];
  });
  return Object.fromEntries(cells);
}

/** The server reads no files: whoever asks it reads the file and hands over its rows. */
function loaded({ load: object = "", file = "", columns, key }: FilledStep, files: string): ToolCall {
  const text = readFileSync(join(files, file), "utf8");
  const delimiter = text.split("\n", 1)[0]?.includes(";") ? ";" : ",";
  const rows: Record<string, string>[] = parse(text, { columns: true, delimiter, skip_empty_lines: true });
  const records = rows.map((row) => cellsOf(row, columns));
  return written(key ? "upsert" : "insert", object, records, key?.field);
}

/** `@tsmztech/mcp-server-salesforce`, whose answers are texts with a line a field. */
export const tsmztechMapping: Mapping = {
  server: "@tsmztech/mcp-server-salesforce",
  sign: "salesforce_dml_records",
  failed: (text) => /^- Failed: [1-9]/m.test(text),
  call(step, files) {
    if (step.saveTo !== undefined) throw new CannotDo("no tool writes files");
    if (step.find !== undefined) return queried(step.find);
    if (step.change !== undefined) return changed(step);
    if (step.delete !== undefined)
      return written(
        "delete",
        step.delete,
        step.ids.map((Id) => ({ Id })),
      );
    if (step.load !== undefined) return loaded(step, files);
    if (step.report !== undefined) throw new CannotDo("no tool runs reports");
    if (step.call === "describeObject")
      return { tool: "salesforce_describe_object", args: { objectName: step.args?.["object"] } };
    throw new CannotDo(`no tool does what ${step.call} does`);
  },
  rows(answer) {
    return answer
      .split(/^(?:Record|Group) \d+:$/m)
      .slice(1)
      .map((block) => {
        const cells = [...block.matchAll(/^ {4}(\S+): (.*)$/gm)];
        return Object.fromEntries(cells.map(([, name, value]) => [name, value === "null" ? null : value]));
      });
  },
};
