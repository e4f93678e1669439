import { ToolError } from "../../errors.ts";
import { parseJson } from "../../json-numbers.ts";
import { isObject, type JsonObject } from "../../json-object.ts";
import type { Salesforce } from "../rest/client.ts";
import { collected } from "../rest/transport.ts";
import { type Body, withBody } from "./body.ts";
import { type Looked, looked } from "./show.ts";

/** What a resource answered: JSON, or bytes of another kind. */
export type Resource = { value: unknown } | { looked: Looked; type: string };

/** Keys whose value is an address that goes on. */
const nextKeys = /^next(?:Records|Page)Url$/;

function typeOf({ headers }: Body): string {
  return (headers["content-type"] ?? "").replace(/;.*$/s, "").trim().toLowerCase();
}

/** Whether an answer is JSON. Throws UNEXPECTED_RESPONSE for a web page, which no resource of the API is. */
export function isJson(body: Body): boolean {
  const type = typeOf(body);
  if (type === "text/html")
    throw new ToolError(
      "UNEXPECTED_RESPONSE",
      "Salesforce answered with an HTML page instead of JSON.",
      "Check that the instance URL is the org's API host (….my.salesforce.com).",
    );
  return type === "" || /[/+]json$/.test(type);
}

async function jsonOf({ chunks }: Body): Promise<unknown> {
  const text = (await collected(chunks)).toString("utf8");
  if (text.trim() === "") return undefined;
  try {
    return parseJson(text);
  } catch {
    throw new ToolError("UNEXPECTED_RESPONSE", "Salesforce answered with a body that is not JSON.");
  }
}

/** GETs anything below a version. Throws SalesforceError for error answers. */
export function readResource(
  salesforce: Salesforce,
  at: string,
  progress: (bytes: number) => void,
): Promise<Resource> {
  return withBody(
    salesforce,
    at,
    async (body) =>
      isJson(body)
        ? { value: await jsonOf(body) }
        : { looked: await looked(body.chunks, undefined, progress), type: typeOf(body) },
    "application/json, */*;q=0.8",
  );
}

function isOwn(url: string, origin: string): boolean {
  return url.toLowerCase().startsWith(`${origin.toLowerCase()}/`);
}

/** Without `attributes` and nulls, on every level; addresses that go on as the path that is asked for next. */
export function compact(value: unknown, origin: string): unknown {
  if (Array.isArray(value)) return value.map((item) => compact(item, origin));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    if (inner === null || (key === "attributes" && isObject(inner))) return [];
    if (nextKeys.test(key) && typeof inner === "string" && isOwn(inner, origin))
      return [[key, inner.slice(origin.length)]];
    return [[key, compact(inner, origin)]];
  });
  return Object.fromEntries(entries);
}

/** A list view's rows as a table. */
export interface ListView {
  label: string;
  columns: string[];
  records: JsonObject[];
  /** There are further rows behind these. */
  more: boolean;
}

function cellsOf(record: unknown): JsonObject | undefined {
  const cells = isObject(record) ? record["columns"] : undefined;
  if (!Array.isArray(cells)) return undefined;
  return Object.fromEntries(
    cells
      .filter(isObject)
      .map(({ fieldNameOrPath, value }): [string, unknown] => [String(fieldNameOrPath), value]),
  );
}

/** What `…/listviews/{id}/results` answers: cells of cells; undefined for any other answer. */
export function listViewOf(value: unknown): ListView | undefined {
  if (!isObject(value) || !Array.isArray(value["columns"]) || !Array.isArray(value["records"]))
    return undefined;
  const records = value["records"].map(cellsOf);
  const shown = value["columns"].filter(isObject).filter(({ hidden }) => hidden !== true);
  const names = shown.map(({ fieldNameOrPath }) => String(fieldNameOrPath));
  if (!records.every((record) => record !== undefined)) return undefined;
  // Hidden in the view, and what is needed to go on with a row.
  const hasId = records.some((record) => "Id" in record) && !names.includes("Id");
  return {
    label: String(value["label"] ?? ""),
    columns: [...(hasId ? ["Id"] : []), ...names],
    records,
    more: value["done"] === false,
  };
}

/** A page of a query's rows. */
export interface Page {
  totalSize: number;
  records: JsonObject[];
  next: string | undefined;
}

/** What a query answers, as long as nothing in it has pages of its own; undefined for any other answer. */
export function pageOf(value: unknown): Page | undefined {
  if (!isObject(value) || typeof value["totalSize"] !== "number") return undefined;
  const { totalSize, records, nextRecordsUrl } = value;
  if (!Array.isArray(records) || !records.every(isObject)) return undefined;
  const unfinished = (record: JsonObject) =>
    Object.values(record).some((inner) => isObject(inner) && inner["done"] === false);
  if (records.some(unfinished)) return undefined;
  return { totalSize, records, next: typeof nextRecordsUrl === "string" ? nextRecordsUrl : undefined };
}

/** The rows of an answer, for a file of rows: itself, or its one list of objects; undefined where there are several. */
export function rowsIn(value: unknown): JsonObject[] | undefined {
  const view = listViewOf(value);
  if (view) return view.records;
  if (Array.isArray(value)) return value.every(isObject) ? value : undefined;
  if (!isObject(value)) return undefined;
  const lists = Object.values(value).filter((inner) => Array.isArray(inner));
  const [only] = lists;
  return lists.length === 1 && only?.every(isObject) ? only : undefined;
}
