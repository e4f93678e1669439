import { ApiError } from "../../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../../handler.ts";
import { type JsonRecord, keyed } from "../../json.ts";
import { objectNamed } from "../../rows/read.ts";
import { insertRecord } from "../../rows/write.ts";
import type { ObjectSchema } from "../../store/schema.ts";
import { saveOptions } from "../records.ts";
import { objectsIn } from "../shape.ts";

const mostRecords = 200;
const mostLevels = 5;

/** One record of the tree, with the parent's id where it has one. */
interface Node {
  object: ObjectSchema;
  referenceId: string;
  values: JsonRecord;
  children: { field: string; records: JsonRecord[] }[];
}

function nodeOf(org: Org, record: JsonRecord): Node {
  const { type, referenceId } = keyed(record["attributes"]);
  if (typeof referenceId !== "string" || typeof type !== "string")
    throw new ApiError(400, "INVALID_INPUT", "Each record needs attributes with type and referenceId");
  const object = objectNamed(org, type);
  const values: JsonRecord = {};
  const children: Node["children"] = [];
  for (const [name, value] of Object.entries(record)) {
    const relationship = object.child(name);
    const isTree = relationship && Array.isArray(keyed(value)["records"]);
    if (isTree) children.push({ field: relationship.field, records: objectsIn(value, "records") });
    else if (name !== "attributes") values[name] = value;
  }
  return { object, referenceId, values, children };
}

/** Inserts level by level, as Salesforce lists the results; failing records are collected. */
function insertTree(request: ApiRequest, org: Org, roots: readonly JsonRecord[]) {
  const results: { referenceId: string; id: string }[] = [];
  const failures: { referenceId: string; errors: object[] }[] = [];
  let level: { record: JsonRecord; parent: JsonRecord }[] = roots.map((record) => ({ record, parent: {} }));
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > mostLevels)
      throw new ApiError(400, "INVALID_INPUT", `A tree has at most ${mostLevels} levels`);
    const next: typeof level = [];
    for (const { record, parent } of level) {
      const node = nodeOf(org, record);
      try {
        const { id } = insertRecord(
          org,
          request.userId,
          node.object,
          { ...node.values, ...parent },
          saveOptions(request),
        );
        results.push({ referenceId: node.referenceId, id });
        next.push(
          ...node.children.flatMap(({ field, records }) =>
            records.map((child) => ({ record: child, parent: { [field]: id } })),
          ),
        );
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const { errorCode, message, fields } = error;
        failures.push({
          referenceId: node.referenceId,
          errors: [{ statusCode: errorCode, message, fields: fields ?? [] }],
        });
      }
      if (results.length + failures.length > mostRecords)
        throw new ApiError(400, "INVALID_INPUT", `A tree has at most ${mostRecords} records`);
    }
    level = next;
  }
  return { results, failures };
}

function tree(request: ApiRequest, org: Org): ApiResponse {
  const records = objectsIn(request.body, "records");
  if (records.length === 0) throw new ApiError(400, "JSON_PARSER_ERROR", "'records' is a required field.");
  return org.store.savepoint((rollback) => {
    const { results, failures } = insertTree(request, org, records);
    if (failures.length === 0) return { status: 201, body: { hasErrors: false, results } };
    rollback();
    return { status: 400, body: { hasErrors: true, results: failures } };
  });
}

/** Nested records of one kind, inserted all or none. */
export const routes: readonly Route[] = [
  { method: "POST", pattern: "/composite/tree/:object", handler: tree },
];
