import { csvRows } from "../tools/csv-rows.ts";
import { CannotDo } from "./agent.ts";
import type { Step } from "./ask-file.ts";
import { flat } from "./org-under-test.ts";
import type { Row } from "./values.ts";

/** A step whose texts are filled in; `ids` are the records that its `id` names. */
export type FilledStep = Omit<Step, "id"> & { ids: readonly string[]; several: boolean };

export interface ToolCall {
  tool: string;
  args: Record<string, unknown>;
}

/** How one server does an expert's steps. */
export interface Mapping {
  server: string;
  /** A tool by which its server is known. */
  sign: string;
  /** Whether an answer that is not marked as an error tells of one. */
  failed(answer: string): boolean;
  /** The call that does a step; `files` is the folder with the ask's files. Throws CannotDo where no tool does. */
  call(step: FilledStep, files: string): ToolCall;
  rows(answer: string): Row[];
}

const first = (ids: readonly string[]): string => {
  const [id] = ids;
  if (id === undefined) throw new Error("A step names no record.");
  return id;
};

function changed({ change: object = "", ids, several, record = {}, key, args }: FilledStep): ToolCall {
  if (key)
    return {
      tool: "upsertRecord",
      args: { object, externalIdField: key.field, externalId: key.value, record, ...args },
    };
  if (several)
    return { tool: "executeCollection", args: { operation: "update", object, ids, record, ...args } };
  if (ids.length === 0) return { tool: "createRecord", args: { object, record, ...args } };
  return { tool: "updateRecord", args: { object, id: first(ids), record, ...args } };
}

function deleted({ delete: object = "", ids, several, args }: FilledStep): ToolCall {
  return several
    ? { tool: "executeCollection", args: { operation: "delete", object, ids, ...args } }
    : { tool: "deleteRecord", args: { object, id: first(ids), ...args } };
}

function loaded({ load: object, file, columns, key, args }: FilledStep): ToolCall {
  const upsert = key ? { operation: "upsert", externalIdField: key.field } : { operation: "insert" };
  return { tool: "createBulkJob", args: { object, ...upsert, file, ...(columns && { columns }), ...args } };
}

/** This server's own tools. */
export const ownMapping: Mapping = {
  server: "salesforce-rest-mcp",
  sign: "executeQuery",
  failed: () => false,
  call(step) {
    const { find, search, in: objects = [], fields, saveTo, args } = step;
    if (find !== undefined) {
      const rows = saveTo === undefined ? { maxRecords: 2_000 } : { saveTo };
      return { tool: "executeQuery", args: { soql: find, ...rows, ...args } };
    }
    if (search !== undefined) {
      const wanted = objects.map((name) => ({ name, ...(fields && { fields }) }));
      return { tool: "executeSearch", args: { term: search, objects: wanted, ...args } };
    }
    if (step.read !== undefined)
      return {
        tool: "getRecord",
        args: { object: step.read, id: first(step.ids), ...(fields && { fields }) },
      };
    if (step.change !== undefined) return changed(step);
    if (step.delete !== undefined) return deleted(step);
    if (step.load !== undefined) return loaded(step);
    if (step.report !== undefined) return { tool: "getReport", args: { reportId: step.report, ...args } };
    if (step.call !== undefined) return { tool: step.call, args: args ?? {} };
    throw new CannotDo("no such step");
  },
  rows(answer) {
    if (answer.startsWith("#")) return csvRows(answer);
    try {
      const parsed: unknown = JSON.parse(answer);
      if (typeof parsed !== "object" || parsed === null) return [];
      const { records } = parsed as { records?: object[] };
      return Array.isArray(records) ? records.map((record) => flat(record)) : [flat(parsed)];
    } catch {
      // An error's text.
      return [];
    }
  },
};
