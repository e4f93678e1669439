import type { ApiError, Org } from "../api/api.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import { quoted } from "../store/sqlite.ts";
import type { SqlValue } from "../store/store.ts";
import { errorAt } from "./tokens.ts";
import type { FieldPath } from "./tree.ts";

/** What one statement shares between its parts. */
export class Compilation {
  readonly org: Org;
  readonly soql: string;
  readonly parameters: SqlValue[] = [];
  readonly timeZone: string;
  /** Deleted rows too (queryAll). */
  readonly all: boolean;
  readonly userId: string;
  #aliases = 0;

  constructor(org: Org, soql: string, options: { all: boolean; userId: string; timeZone: string }) {
    this.org = org;
    this.soql = soql;
    this.all = options.all;
    this.userId = options.userId;
    this.timeZone = options.timeZone;
  }

  parameter(value: SqlValue): string {
    this.parameters.push(value);
    return `?${this.parameters.length}`;
  }

  alias(): string {
    return `t${++this.#aliases}`;
  }

  error(at: number, code: string, message: string): ApiError {
    return errorAt(this.soql, at, code, message);
  }
}

/** A field that a path leads to, and the SQL that gives its value. */
export interface Resolved {
  field: FieldSchema;
  object: ObjectSchema;
  sql: string;
  /** Relationship names on the way, in the schema's spelling. */
  parents: Parent[];
}

export interface Parent {
  name: string;
  /** SQL of the parent's id, null where there is none. */
  idSql: string;
  /** Undefined when it may be of several objects. */
  object: ObjectSchema | undefined;
}

type Node =
  | { object: ObjectSchema; alias: string }
  | { objects: { object: ObjectSchema; alias: string }[]; reference: string };

/** Fields that a polymorphic parent has: those of Salesforce's Name object. */
const nameFields = [
  "Id",
  "Name",
  "FirstName",
  "LastName",
  "Type",
  "Username",
  "Email",
  "Phone",
  "Title",
  "Alias",
  "IsActive",
  "ProfileId",
  "UserRoleId",
];

const mostLevels = 5;
const mostParents = 55;

/** The rows of one FROM, and the parents that are joined to them. */
export class Scope {
  readonly compilation: Compilation;
  readonly object: ObjectSchema;
  readonly alias: string;
  readonly #names: ReadonlySet<string>;
  readonly #joins = new Map<string, { sql: string; node: Node }>();

  constructor(compilation: Compilation, object: ObjectSchema, soqlAlias: string | undefined) {
    this.compilation = compilation;
    this.object = object;
    this.alias = compilation.alias();
    this.#names = new Set([object.name, ...(soqlAlias ? [soqlAlias] : [])].map((name) => name.toLowerCase()));
  }

  get from(): string {
    return [
      `${quoted(this.object.name)} AS ${this.alias}`,
      ...[...this.#joins.values()].map(({ sql }) => sql),
    ].join(" ");
  }

  /** Throws INVALID_FIELD for a column or relationship that does not exist. */
  resolve({ path, at }: FieldPath): Resolved {
    const own =
      path.length > 1 && this.#names.has((path[0] ?? "").toLowerCase()) && !this.object.parent(path[0] ?? "")
        ? path.slice(1)
        : path;
    const names = own.slice(0, -1);
    if (names.length > mostLevels)
      throw this.compilation.error(
        at,
        "INVALID_FIELD",
        `SOQL relationships go up at most ${mostLevels} levels`,
      );
    let node: Node = { object: this.object, alias: this.alias };
    const parents: Parent[] = [];
    const key: string[] = [];
    for (const name of names) {
      key.push(name.toLowerCase());
      const found = this.#parent(node, name, key.join("."), at);
      node = found.node;
      parents.push(found.parent);
    }
    return { ...this.#column(node, own.at(-1) ?? "", at), parents };
  }

  #parent(node: Node, name: string, key: string, at: number): { node: Node; parent: Parent } {
    const field = "object" in node ? node.object.parent(name) : undefined;
    const targets = field?.referenceTo.flatMap((to) => this.compilation.org.schema.object(to) ?? []) ?? [];
    if (!("object" in node) || !field || targets.length === 0)
      throw this.compilation.error(
        at,
        "INVALID_FIELD",
        `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
      );
    const reference = `${node.alias}.${quoted(field.name)}`;
    const joined = this.#joins.get(key) ?? this.#join(key, field, targets, reference);
    const [only] = targets;
    const object = field.referenceTo.length === 1 ? only : undefined;
    return { node: joined.node, parent: { name: field.relationshipName ?? name, idSql: reference, object } };
  }

  /** Parents are always LEFT JOINed: rows without one stay. */
  #join(key: string, field: FieldSchema, targets: readonly ObjectSchema[], reference: string) {
    if (this.#joins.size >= mostParents)
      throw this.compilation.error(
        0,
        "MALFORMED_QUERY",
        `A query may name at most ${mostParents} parent relationships`,
      );
    const objects = targets.map((object) => ({ object, alias: this.compilation.alias() }));
    const sql = objects
      .map(
        ({ object, alias }) => `LEFT JOIN ${quoted(object.name)} AS ${alias} ON ${alias}."Id" = ${reference}`,
      )
      .join(" ");
    const [only] = objects;
    const node: Node = field.referenceTo.length === 1 && only ? only : { objects, reference };
    const joined = { sql, node };
    this.#joins.set(key, joined);
    return joined;
  }

  #column(node: Node, name: string, at: number): { field: FieldSchema; object: ObjectSchema; sql: string } {
    if ("objects" in node) return this.#nameColumn(node, name, at);
    const field = node.object.field(name);
    if (!field) throw this.#unknown(node.object.name, name, at);
    return { field, object: node.object, sql: `${node.alias}.${quoted(field.name)}` };
  }

  #nameColumn({ objects, reference }: Extract<Node, { objects: unknown }>, name: string, at: number) {
    const known = nameFields.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    const [first] = objects;
    if (!known || !first) throw this.#unknown("Name", name, at);
    const text = (sql: string) => ({ field: nameField(known), object: first.object, sql });
    if (known === "Id") return text(reference);
    if (known === "Type") {
      const cases = objects.map(({ object }) => `WHEN '${object.keyPrefix}' THEN '${object.name}'`);
      return text(`CASE substr(${reference}, 1, 3) ${cases.join(" ")} END`);
    }
    const parts = objects.flatMap(({ object, alias }) => {
      const field =
        known === "Name" ? object.fields.find(({ nameField: isName }) => isName) : object.field(known);
      return field
        ? [`${alias}.${quoted(known === "Name" && object.field("Name") ? "Name" : field.name)}`]
        : [];
    });
    return text(
      parts.length === 0 ? "NULL" : parts.length === 1 ? parts.join("") : `COALESCE(${parts.join(", ")})`,
    );
  }

  #unknown(entity: string, name: string, at: number): ApiError {
    return this.compilation.error(
      at,
      "INVALID_FIELD",
      `No such column '${name}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
    );
  }
}

/** A field of the Name object, as far as queries look at it. */
function nameField(name: string): FieldSchema {
  const flags = {
    nillable: true,
    createable: false,
    updateable: false,
    filterable: true,
    sortable: true,
    groupable: true,
    aggregatable: true,
    calculated: false,
    defaultedOnCreate: false,
    custom: false,
    externalId: false,
    unique: false,
    caseSensitive: false,
    idLookup: false,
    nameField: name === "Name",
    autoNumber: false,
    restrictedPicklist: false,
    cascadeDelete: false,
    restrictedDelete: false,
    permissionable: false,
    namePointing: false,
    writeRequiresMasterRead: false,
  };
  return {
    ...flags,
    name,
    label: name,
    type: name === "Id" ? "id" : "string",
    length: 255,
    precision: 0,
    scale: 0,
    digits: 0,
    defaultValue: null,
    picklistValues: [],
    referenceTo: [],
    relationshipName: null,
    childRelationshipName: null,
    compoundFieldName: null,
    extraTypeInfo: null,
    inlineHelpText: null,
  };
}
