import { ApiError } from "../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../handler.ts";
import type { JsonRecord } from "../json.ts";
import { objectNamed } from "../rows/read.ts";
import { to18 } from "../store/ids.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import { layoutFields, shortFields } from "./layout-fields.ts";

const masterRecordType = "012000000000000AAA";
const perRow = 2;

function laidOut(request: ApiRequest, org: Org): ObjectSchema {
  const object = objectNamed(org, request.params["object"] ?? "");
  if (object.layoutable) return object;
  throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
}

function component({ name }: FieldSchema): JsonRecord {
  return { displayLines: 1, tabOrder: 0, type: "Field", value: name };
}

function item(field: FieldSchema): JsonRecord {
  return {
    editableForNew: field.createable,
    editableForUpdate: field.updateable,
    label: field.label,
    layoutComponents: [component(field)],
    placeholder: false,
    required: field.createable && !field.nillable && !field.defaultedOnCreate,
  };
}

function sections(object: ObjectSchema): JsonRecord[] {
  const items = layoutFields(object).map(item);
  const layoutRows = Array.from({ length: Math.ceil(items.length / perRow) }, (_, row) => {
    const layoutItems = items.slice(row * perRow, (row + 1) * perRow);
    return { layoutItems, numItems: layoutItems.length };
  });
  return [
    {
      columns: perRow,
      heading: `${object.label} Information`,
      layoutRows,
      rows: layoutRows.length,
      useHeading: true,
    },
  ];
}

function layoutOf(object: ObjectSchema): JsonRecord {
  const relatedLists = object.childRelationships.flatMap(({ childObject, relationshipName, field }) =>
    relationshipName
      ? [{ field, label: relationshipName, name: relationshipName, sobject: childObject }]
      : [],
  );
  const detail = sections(object);
  const id = `00h${object.keyPrefix}000000000AAA`.slice(0, 15);
  return { detailLayoutSections: detail, editLayoutSections: detail, id: to18(id), relatedLists };
}

function layouts(request: ApiRequest, org: Org): ApiResponse {
  const object = laidOut(request, org);
  const layout = layoutOf(object);
  const hasDefault = object.recordTypes.some(({ isDefault }) => isDefault);
  const master = { id: masterRecordType, name: "Master", developerName: "Master", isDefault: !hasDefault };
  const recordTypeMappings = [...object.recordTypes, master].map(
    ({ id, name, developerName, isDefault }) => ({
      active: true,
      available: true,
      defaultRecordTypeMapping: isDefault,
      developerName,
      layoutId: layout["id"],
      master: id === masterRecordType,
      name,
      recordTypeId: id,
    }),
  );
  return {
    status: 200,
    body: {
      layouts: [layout],
      recordTypeMappings,
      recordTypeSelectorRequired: [object.recordTypes.length > 1],
    },
  };
}

function layoutForType(request: ApiRequest, org: Org): ApiResponse {
  const object = laidOut(request, org);
  const id = to18(request.params["recordType"] ?? "");
  if (id === masterRecordType || object.recordTypes.some((each) => each.id === id))
    return { status: 200, body: layoutOf(object) };
  throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
}

function compact(request: ApiRequest, org: Org): ApiResponse {
  const object = laidOut(request, org);
  const fieldItems = shortFields(object).map(item);
  const layout = {
    actions: [],
    fieldItems,
    id: null,
    imageItems: [],
    label: "System Default",
    name: "SYSTEM",
    objectType: object.name,
  };
  return {
    status: 200,
    body: { compactLayouts: [layout], defaultCompactLayoutId: null, recordTypeCompactLayoutMappings: [] },
  };
}

/** How pages of an object are laid out. */
export const routes: readonly Route[] = [
  { method: "GET", pattern: "/sobjects/:object/describe/layouts", handler: layouts },
  { method: "GET", pattern: "/sobjects/:object/describe/layouts/:recordType", handler: layoutForType },
  { method: "GET", pattern: "/sobjects/:object/describe/compactLayouts", handler: compact },
];
