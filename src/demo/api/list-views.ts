import { ApiError } from "../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../handler.ts";
import { type JsonRecord, keyed } from "../json.ts";
import { labelOf } from "../labels.ts";
import { objectNamed } from "../rows/read.ts";
import { runQuery } from "../soql/query.ts";
import { to18 } from "../store/ids.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import type { StoredRow } from "../store/store.ts";
import { shortFields } from "./layout-fields.ts";

function viewsOf(org: Org, object: ObjectSchema): StoredRow[] {
  return org.store.all('SELECT * FROM "ListView" WHERE "SobjectType" = ? ORDER BY "Id"', [object.name]);
}

function shown({ version }: ApiRequest, object: ObjectSchema, view: StoredRow): JsonRecord {
  const url = `/services/data/v${version}.0/sobjects/${object.name}/listviews/${view["Id"]}`;
  return {
    describeUrl: `${url}/describe`,
    developerName: view["DeveloperName"],
    id: view["Id"],
    label: view["Name"],
    resultsUrl: `${url}/results`,
    soqlCompatible: true,
    url,
  };
}

function list(request: ApiRequest, org: Org): ApiResponse {
  const object = objectNamed(org, request.params["object"] ?? "");
  const listviews = viewsOf(org, object).map((view) => shown(request, object, view));
  return {
    status: 200,
    body: { done: true, listviews, nextRecordsUrl: null, size: listviews.length, sobjectType: object.name },
  };
}

function viewOf(request: ApiRequest, org: Org): { object: ObjectSchema; view: StoredRow } {
  const object = objectNamed(org, request.params["object"] ?? "");
  const wanted = request.params["id"] ?? "";
  const view = viewsOf(org, object).find(
    ({ Id, DeveloperName }) => Id === to18(wanted) || DeveloperName === wanted,
  );
  if (view) return { object, view };
  throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
}

/** How a column asks for its value: an owner by alias, a parent by name, a picklist by label. */
function selected(org: Org, { type, name, relationshipName, referenceTo }: FieldSchema): string {
  if (type === "picklist") return `toLabel(${name})`;
  if (type !== "reference" || !relationshipName) return name;
  if (name === "OwnerId") return "Owner.Alias";
  const target = org.schema.object(referenceTo[0] ?? "");
  return target?.field("Name") ? `${relationshipName}.Name` : name;
}

/** Every row has these, whatever the view shows. */
const hiddenFields = ["Id", "CreatedDate", "LastModifiedDate", "SystemModstamp"];

interface Column {
  hidden: boolean;
  field: FieldSchema;
  item: string;
  path: string;
}

function columnsOf(org: Org, object: ObjectSchema): Column[] {
  const shown = shortFields(object).map((field) => {
    const item = selected(org, field);
    return { hidden: false, field, item, path: item.replace(/^toLabel\((.*)\)$/, "$1") };
  });
  const hidden = hiddenFields.flatMap((path) => {
    const field = object.field(path);
    return field && !shown.some((column) => column.path === path)
      ? [{ hidden: true, field, item: path, path }]
      : [];
  });
  return [...shown, ...hidden];
}

function columnJson({ hidden, field, item, path }: Column, index: number): JsonRecord {
  return {
    ascendingLabel: hidden ? null : "Z-A",
    descendingLabel: hidden ? null : "A-Z",
    fieldNameOrPath: path,
    hidden,
    label: field.label,
    searchable: field.type === "string",
    selectListItem: item,
    sortDirection: index === 0 ? "ascending" : null,
    sortIndex: index === 0 ? 0 : null,
    sortable: !hidden && field.sortable,
    type: field.type === "reference" ? "string" : field.type,
  };
}

/** The statement behind a view. */
function queryOf(org: Org, object: ObjectSchema, view: StoredRow): string {
  const items = columnsOf(org, object).map(({ item }) => item);
  const scope = String(view["DeveloperName"]).startsWith("My") ? " USING SCOPE mine" : "";
  const [first] = columnsOf(org, object);
  return `SELECT ${[...new Set(items)].join(", ")} FROM ${object.name}${scope} ORDER BY ${first?.path ?? "Id"} ASC NULLS FIRST, Id ASC NULLS FIRST`;
}

function describe(request: ApiRequest, org: Org): ApiResponse {
  const { object, view } = viewOf(request, org);
  const scope = String(view["DeveloperName"]).startsWith("My") ? "mine" : "everything";
  const columns = columnsOf(org, object).map(columnJson);
  const body = {
    columns,
    id: view["Id"],
    query: queryOf(org, object, view),
    scope,
    sobjectType: object.name,
    whereCondition: { conditions: [], conjunction: "and" },
  };
  return { status: 200, body };
}

const mostRows = 2_000;

function countIn({ query }: ApiRequest, name: string, usual: number): number {
  const given = Number(query.get(name) ?? usual);
  if (Number.isInteger(given) && given >= 0 && given <= mostRows) return given;
  throw new ApiError(400, "INVALID_ARGUMENT", `${name} must be a whole number from 0 to ${mostRows}`);
}

function valueAt(record: JsonRecord, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => keyed(value)[name], record) ?? null;
}

function results(request: ApiRequest, org: Org): ApiResponse {
  const { object, view } = viewOf(request, org);
  const limit = countIn(request, "limit", 25);
  const offset = countIn(request, "offset", 0);
  const soql = `${queryOf(org, object, view)} LIMIT ${limit} OFFSET ${offset}`;
  const found = runQuery(org, soql, { userId: request.userId, version: request.version });
  const columns = columnsOf(org, object);
  const records = found.records.map((record) => ({
    columns: columns.map(({ field, path }) => {
      const value = valueAt(record, path);
      return { fieldNameOrPath: path, value: value === null ? null : labelOf(value, field.type) };
    }),
  }));
  return {
    status: 200,
    body: {
      columns: columns.map(columnJson),
      developerName: view["DeveloperName"],
      done: records.length < limit,
      id: view["Id"],
      label: view["Name"],
      records,
      size: records.length,
    },
  };
}

/** List views and what they show. */
export const routes: readonly Route[] = [
  { method: "GET", pattern: "/sobjects/:object/listviews", handler: list },
  {
    method: "GET",
    pattern: "/sobjects/:object/listviews/:id",
    handler: (request, org) => {
      const { object, view } = viewOf(request, org);
      return { status: 200, body: shown(request, object, view) };
    },
  },
  { method: "GET", pattern: "/sobjects/:object/listviews/:id/describe", handler: describe },
  { method: "GET", pattern: "/sobjects/:object/listviews/:id/results", handler: results },
];
