import type { ApiError } from "../../errors.ts";
import type { Org } from "../../handler.ts";
import type { FieldSchema, ObjectSchema } from "../../store/schema.ts";
import type { SqlValue } from "../../store/store.ts";
import { quoted } from "../../store/table.ts";
import { errorAt, malformed } from "../errors.ts";
import type { FieldPath, Query } from "../parse/tree.ts";
import { nameObjectField, nameParents } from "./name-object.ts";

export interface CompilationOptions {
  /** Deleted rows too (queryAll). */
  all: boolean;
  userId: string;
  timeZone: string;
  /** 68 for v68.0. */
  version: number;
}

/** What one statement shares between its parts. */
export class Compilation {
  readonly org: Org;
  readonly soql: string;
  readonly options: CompilationOptions;
  readonly parameters: SqlValue[] = [];
  #aliases = 0;

  constructor(org: Org, soql: string, options: CompilationOptions) {
    this.org = org;
    this.soql = soql;
    this.options = options;
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

  /** The object of a FROM or WHEN. Throws INVALID_TYPE. */
  object(name: string, at: number): ObjectSchema {
    const found = this.org.schema.object(name);
    if (found?.queryable) return found;
    throw this.error(
      at,
      "INVALID_TYPE",
      `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
    );
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

interface Joined {
  object: ObjectSchema;
  alias: string;
}

interface Polymorphic {
  objects: Joined[];
  reference: string;
}

type Node = Joined | Polymorphic;

/** A relationship that may lead to several objects, as TYPEOF takes it. */
export interface Reference {
  parents: Parent[];
  parent: Parent;
  /** A field of one of its objects. Throws INVALID_FIELD, and INVALID_TYPE for an object it cannot lead to. */
  fieldOf(type: string, typeAt: number, path: FieldPath): Resolved;
}

const mostLevels = 5;
const mostParents = 55;

/** The rows of one FROM, and the parents that are joined to them. */
export class Scope {
  readonly compilation: Compilation;
  readonly object: ObjectSchema;
  readonly alias: string;
  /** Paths that names at the beginning of a path stand for, lower case. */
  readonly #names = new Map<string, string[]>();
  readonly #joins = new Map<string, { sql: string; node: Node }>();
  #joined = 0;

  constructor(compilation: Compilation, object: ObjectSchema, query: Pick<Query, "alias" | "parents">) {
    this.compilation = compilation;
    this.object = object;
    this.alias = compilation.alias();
    if (!object.parent(object.name)) this.#names.set(object.name.toLowerCase(), []);
    if (query.alias) this.#names.set(query.alias.toLowerCase(), []);
    for (const { path, alias } of query.parents) this.#nameParent(path, alias);
  }

  /** `FROM Contact c, c.Account a`: from then on `a` stands for the parent. */
  #nameParent({ path, at }: FieldPath, alias: string | undefined): void {
    const names = this.#unaliased(path);
    this.#walk({ object: this.object, alias: this.alias }, names, "", at);
    if (alias) this.#names.set(alias.toLowerCase(), names);
  }

  get from(): string {
    return [
      `${quoted(this.object.name)} AS ${this.alias}`,
      ...[...this.#joins.values()].map(({ sql }) => sql),
    ].join(" ");
  }

  /** Whether a name stands for the object itself: its own, or the alias that FROM gives it. */
  isOwnName(name: string): boolean {
    return this.#names.get(name.toLowerCase())?.length === 0;
  }

  /** The SQL of one of the object's own columns. */
  column(name: string): string {
    return `${this.alias}.${quoted(name)}`;
  }

  #unaliased(path: readonly string[]): string[] {
    const [first = "", ...rest] = path;
    return [...(this.#names.get(first.toLowerCase()) ?? [first]), ...rest];
  }

  /** Throws INVALID_FIELD for a column or relationship that does not exist. */
  resolve({ path, at }: FieldPath): Resolved {
    const [last = "", ...before] = path.length === 1 ? path : this.#unaliased(path).reverse();
    const { node, parents } = this.#walk(
      { object: this.object, alias: this.alias },
      before.reverse(),
      "",
      at,
    );
    return { ...this.#column(node, last, at), parents };
  }

  /** The relationship that a TYPEOF names. Throws INVALID_FIELD. */
  reference({ path, at }: FieldPath): Reference {
    const names = path.length === 1 ? path : this.#unaliased(path);
    const { node, parents } = this.#walk(
      { object: this.object, alias: this.alias },
      names.slice(0, -1),
      "",
      at,
    );
    const name = names.at(-1) ?? "";
    const field = "object" in node ? node.object.parent(name) : undefined;
    if (!("object" in node) || !field) throw this.#unknownRelationship(name, at);
    if (field.referenceTo.length < 2)
      throw this.compilation.error(
        at,
        "INVALID_FIELD",
        `TYPEOF can only be used with a polymorphic relationship, which '${name}' isn't`,
      );
    const idSql = `${node.alias}.${quoted(field.name)}`;
    return {
      parents,
      parent: { name: field.relationshipName ?? name, idSql, object: undefined },
      fieldOf: (type, typeAt, inner) => this.#branchField(names.join("."), field, idSql, type, typeAt, inner),
    };
  }

  #branchField(
    key: string,
    field: FieldSchema,
    idSql: string,
    type: string,
    typeAt: number,
    { path, at }: FieldPath,
  ): Resolved {
    const object = this.compilation.object(type, typeAt);
    if (!field.referenceTo.includes(object.name))
      throw this.compilation.error(
        typeAt,
        "INVALID_TYPE",
        `'${field.relationshipName}' can't refer to an object of the type '${object.name}'`,
      );
    const branch = `${key}:${object.name}`.toLowerCase();
    const joined = this.#joins.get(branch) ?? this.#join(branch, [object], idSql, false);
    const walked = this.#walk(joined.node, path.slice(0, -1), `${branch}.`, at);
    return { ...this.#column(walked.node, path.at(-1) ?? "", at), parents: walked.parents };
  }

  /** Follows relationships from a node, joining what is not joined yet. */
  #walk(
    start: Node,
    names: readonly string[],
    prefix: string,
    at: number,
  ): { node: Node; parents: Parent[] } {
    if (names.length > mostLevels)
      throw this.compilation.error(
        at,
        "INVALID_FIELD",
        `SOQL relationships go up at most ${mostLevels} levels`,
      );
    let node = start;
    let key = prefix;
    const parents: Parent[] = [];
    for (const name of names) {
      key += `${name.toLowerCase()}.`;
      const found = this.#parent(node, name, key, at);
      node = found.node;
      parents.push(found.parent);
    }
    return { node, parents };
  }

  #parent(node: Node, name: string, key: string, at: number): { node: Node; parent: Parent } {
    const holder = "object" in node ? node : this.#userOf(node, name);
    const field = holder?.object.parent(name);
    const targets = field?.referenceTo.flatMap((to) => this.compilation.org.schema.object(to) ?? []) ?? [];
    if (!holder || !field || targets.length === 0) throw this.#unknownRelationship(name, at);
    const idSql = `${holder.alias}.${quoted(field.name)}`;
    const polymorphic = field.referenceTo.length > 1;
    const joined = this.#joins.get(key) ?? this.#join(key, targets, idSql, polymorphic);
    const object = polymorphic ? undefined : targets[0];
    return { node: joined.node, parent: { name: field.relationshipName ?? name, idSql, object } };
  }

  #userOf({ objects }: Polymorphic, name: string): Joined | undefined {
    return nameParents.has(name.toLowerCase())
      ? objects.find(({ object }) => object.name === "User")
      : undefined;
  }

  /** Parents are always LEFT JOINed: rows without one stay. */
  #join(key: string, targets: readonly ObjectSchema[], reference: string, polymorphic: boolean) {
    this.#joined += targets.length;
    if (this.#joined > mostParents)
      throw malformed(`A query may name at most ${mostParents} parent relationships`);
    const objects = targets.map((object) => ({ object, alias: this.compilation.alias() }));
    const sql = objects
      .map(
        ({ object, alias }) => `LEFT JOIN ${quoted(object.name)} AS ${alias} ON ${alias}."Id" = ${reference}`,
      )
      .join(" ");
    const [only] = objects;
    const node: Node = !polymorphic && only ? only : { objects, reference };
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

  #nameColumn({ objects, reference }: Polymorphic, name: string, at: number) {
    const field = nameObjectField(name);
    const [first] = objects;
    if (!field || !first) throw this.#unknown("Name", name, at);
    const column = (sql: string) => ({ field, object: first.object, sql });
    if (field.name === "Id") return column(reference);
    if (field.name === "Type") {
      const cases = objects.map(({ object }) => `WHEN '${object.keyPrefix}' THEN '${object.name}'`);
      return column(`CASE substr(${reference}, 1, 3) ${cases.join(" ")} END`);
    }
    const parts = objects.flatMap(({ object, alias }) => {
      const own = object.field(field.name) ?? (field.nameField && object.fields.find(isNameField));
      return own ? [`${alias}.${quoted(own.name)}`] : [];
    });
    return column(parts.length > 1 ? `COALESCE(${parts.join(", ")})` : (parts[0] ?? "NULL"));
  }

  #unknown(entity: string, name: string, at: number): ApiError {
    return this.compilation.error(
      at,
      "INVALID_FIELD",
      `No such column '${name}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
    );
  }

  #unknownRelationship(name: string, at: number): ApiError {
    return this.compilation.error(
      at,
      "INVALID_FIELD",
      `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
    );
  }
}

function isNameField({ nameField }: FieldSchema): boolean {
  return nameField;
}
