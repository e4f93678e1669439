import type { ObjectBasis } from "../data/assemble-schema.ts";
import { type JsonRecord, keyed } from "../json.ts";
import { to18 } from "../store/ids.ts";
import type { ChildRelationship, FieldSchema, FieldType, PicklistValue } from "../store/schema.ts";
import type { JsonFile } from "./json-file.ts";

type Path = readonly (string | number)[];

const types: ReadonlySet<string> = new Set<FieldType>([
  "id",
  "string",
  "textarea",
  "email",
  "phone",
  "url",
  "encryptedstring",
  "picklist",
  "multipicklist",
  "combobox",
  "reference",
  "boolean",
  "int",
  "long",
  "double",
  "currency",
  "percent",
  "date",
  "datetime",
  "time",
  "base64",
  "address",
  "location",
  "anyType",
]);

function isFieldType(text: string): text is FieldType {
  return types.has(text);
}

const takeAgain = "Take the snapshot again, or mend the file.";
const apiName = /^[A-Za-z][A-Za-z0-9_]{0,79}$/;
/** Names of the tables in which the org keeps what is no record. */
const taken = /^(?:sqlite_.*|search_(?:rows|state|index|words)(?:_(?:data|idx|content|docsize|config))?)$/i;

/** What is read of one describe; throws LoadError with the line. */
export class DescribeFile {
  readonly #json: JsonFile;

  constructor(json: JsonFile) {
    this.#json = json;
  }

  #at(path: Path): JsonRecord {
    return keyed(path.reduce((value: unknown, key) => keyed(value)[key], this.#json.value));
  }

  #text(path: Path, key: string): string | null {
    const value = this.#at(path)[key];
    if (value === null || value === undefined) return null;
    if (typeof value === "string") return value;
    throw this.#json.refuse([...path, key], `has ${key} that is no text.`, takeAgain);
  }

  #number(path: Path, key: string): number {
    const value = this.#at(path)[key] ?? 0;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 1e9) return value;
    throw this.#json.refuse([...path, key], `has ${key} that is no whole number.`, takeAgain);
  }

  #list(path: Path, key: string): unknown[] {
    const value = this.#at(path)[key] ?? [];
    if (Array.isArray(value)) return value;
    throw this.#json.refuse([...path, key], `has ${key} that is no list.`, takeAgain);
  }

  #name(path: Path): string {
    const name = this.#text(path, "name") ?? "";
    if (apiName.test(name) && !(path.length === 0 && taken.test(name))) return name;
    throw this.#json.refuse(
      [...path, "name"],
      `has the name ${JSON.stringify(name)}, which no API name can be.`,
      takeAgain,
    );
  }

  #type(path: Path): FieldType {
    const type = this.#text(path, "type") ?? "";
    if (isFieldType(type)) return type;
    if (type === "complexvalue" || type === "json") return "anyType";
    throw this.#json.refuse(
      [...path, "type"],
      `has the unknown field type ${JSON.stringify(type)}.`,
      `Types are ${[...types].join(", ")}.`,
    );
  }

  #picklist(path: Path): PicklistValue[] {
    return this.#list(path, "picklistValues").map((_, index) => {
      const place = [...path, "picklistValues", index];
      const { active, defaultValue } = this.#at(place);
      const value = this.#text(place, "value") ?? "";
      const label = this.#text(place, "label") ?? value;
      return { value, label, active: active !== false, defaultValue: defaultValue === true };
    });
  }

  #default(path: Path, type: FieldType, values: readonly PicklistValue[]): FieldSchema["defaultValue"] {
    const { defaultValue } = this.#at(path);
    if (type === "boolean") return defaultValue === true || defaultValue === "true";
    if (typeof defaultValue === "string" || typeof defaultValue === "number") return defaultValue;
    return values.find((entry) => entry.defaultValue && entry.active)?.value ?? null;
  }

  #references(path: Path): string[] {
    return this.#list(path, "referenceTo").filter((name): name is string => typeof name === "string");
  }

  field(path: Path): FieldSchema {
    const described = this.#at(path);
    const flag = (key: string) => described[key] === true;
    const name = this.#name(path);
    const type = this.#type(path);
    const picklistValues = this.#picklist(path);
    return {
      name,
      label: this.#text(path, "label") ?? name,
      type,
      length: this.#number(path, "length"),
      precision: this.#number(path, "precision"),
      scale: this.#number(path, "scale"),
      digits: this.#number(path, "digits"),
      nillable: flag("nillable"),
      createable: flag("createable"),
      updateable: flag("updateable"),
      filterable: flag("filterable"),
      sortable: flag("sortable"),
      groupable: flag("groupable"),
      aggregatable: flag("aggregatable"),
      calculated: flag("calculated"),
      defaultedOnCreate: flag("defaultedOnCreate"),
      defaultValue: this.#default(path, type, picklistValues),
      custom: flag("custom"),
      externalId: flag("externalId"),
      unique: flag("unique"),
      caseSensitive: flag("caseSensitive"),
      idLookup: flag("idLookup"),
      nameField: flag("nameField"),
      autoNumber: flag("autoNumber"),
      restrictedPicklist: flag("restrictedPicklist"),
      picklistValues,
      referenceTo: this.#references(path),
      relationshipName: this.#text(path, "relationshipName"),
      childRelationshipName: null,
      cascadeDelete: flag("cascadeDelete"),
      restrictedDelete: flag("restrictedDelete"),
      permissionable: flag("permissionable"),
      namePointing: flag("namePointing"),
      writeRequiresMasterRead: flag("writeRequiresMasterRead"),
      extraTypeInfo: this.#text(path, "extraTypeInfo"),
      compoundFieldName: this.#text(path, "compoundFieldName"),
      inlineHelpText: this.#text(path, "inlineHelpText"),
      described,
    };
  }

  #fields(): FieldSchema[] {
    const seen = new Set<string>();
    return this.#list([], "fields").map((_, index) => {
      const field = this.field(["fields", index]);
      const key = field.name.toLowerCase();
      if (seen.has(key))
        throw this.#json.refuse(["fields", index], `has the field ${field.name} twice.`, takeAgain);
      seen.add(key);
      return field;
    });
  }

  #children(): ChildRelationship[] {
    return this.#list([], "childRelationships").map((_, index) => {
      const path = ["childRelationships", index];
      const { cascadeDelete, restrictedDelete } = this.#at(path);
      return {
        childObject: this.#text(path, "childSObject") ?? "",
        field: this.#text(path, "field") ?? "",
        relationshipName: this.#text(path, "relationshipName"),
        cascadeDelete: cascadeDelete === true,
        restrictedDelete: restrictedDelete === true,
      };
    });
  }

  #recordTypes(): ObjectBasis["recordTypes"] {
    return this.#list([], "recordTypeInfos").flatMap((_, index) => {
      const path = ["recordTypeInfos", index];
      const { master, defaultRecordTypeMapping: isDefault } = this.#at(path);
      const id = to18(this.#text(path, "recordTypeId") ?? "");
      const name = this.#text(path, "name") ?? "";
      const developerName = this.#text(path, "developerName") ?? name;
      return master === true || id === undefined
        ? []
        : [{ id, name, developerName, isDefault: isDefault === true }];
    });
  }

  /** The object. Throws LoadError. */
  basis(): ObjectBasis {
    const { fields: _f, childRelationships: _c, recordTypeInfos: _r, urls: _u, ...described } = this.#at([]);
    const can = (key: string) => described[key] === true;
    const name = this.#name([]);
    const fields = this.#fields();
    if (!fields.some((field) => field.name === "Id" && field.type === "id"))
      throw this.#json.refuse(["fields"], `describes ${name} without a field Id of type id.`, takeAgain);
    return {
      name,
      label: this.#text([], "label") ?? name,
      labelPlural: this.#text([], "labelPlural") ?? name,
      keyPrefix: this.#prefix(),
      custom: can("custom"),
      createable: can("createable"),
      updateable: can("updateable"),
      deletable: can("deletable"),
      queryable: can("queryable"),
      searchable: can("searchable"),
      layoutable: can("layoutable"),
      goesWithParent: can("undeletable"),
      fields,
      children: this.#children(),
      recordTypes: this.#recordTypes(),
      described,
    };
  }

  /** Three letters or digits; empty where the org gives none. */
  #prefix(): string {
    const prefix = this.#text([], "keyPrefix") ?? "";
    if (prefix === "" || /^[A-Za-z0-9]{3}$/.test(prefix)) return prefix;
    throw this.#json.refuse(
      ["keyPrefix"],
      `has the key prefix ${JSON.stringify(prefix)}, which is no three letters.`,
      takeAgain,
    );
  }
}
