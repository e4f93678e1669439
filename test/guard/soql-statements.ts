import fc from "fast-check";
import type { FieldSchema, ObjectSchema, Schema } from "../../src/demo/store/schema.ts";

export interface Statement {
  text: string;
  /** Every object that it touches, however it is spelled. */
  touches: ReadonlySet<string>;
}

type Generate = fc.GeneratorValue;

/** What a text may hold without meaning anything. */
const baits = [
  "FROM Contact",
  "(SELECT Id FROM Contacts)",
  "Contact.Name",
  "it\\'s",
  "\\\\",
  "TYPEOF Who",
  "--",
];

/** Writes statements over a schema, and what each touches, which follows from the schema alone. */
class Writer {
  readonly #g: Generate;
  readonly #schema: Schema;
  readonly touches = new Set<string>();

  constructor(g: Generate, schema: Schema) {
    this.#g = g;
    this.#schema = schema;
  }

  #pick<T>(values: readonly T[]): T {
    return this.#g(() => fc.constantFrom(...values));
  }

  #chance(share: number): boolean {
    return this.#g(() => fc.integer({ min: 0, max: 99 })) < share;
  }

  #some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.#g(() => fc.integer({ min: 0, max: most })) }, make);
  }

  /** SOQL ignores case, and blanks may be any. */
  #spelled(text: string): string {
    const spelling = this.#pick([(word: string) => word, (word: string) => word.toLowerCase()]);
    return text.replaceAll(/\w+/g, spelling).replaceAll(" ", () => this.#pick([" ", " ", "\n", "\t "]));
  }

  #plainField(object: ObjectSchema): string {
    const plain = object.fields.filter(({ type, filterable }) => type === "string" && filterable);
    return plain.length === 0 ? "Id" : this.#pick(plain).name;
  }

  /** Parents whose objects this org has, or some of them. */
  #parents(object: ObjectSchema): FieldSchema[] {
    return object.fields.filter(
      ({ relationshipName, referenceTo }) =>
        relationshipName && referenceTo.some((target) => this.#schema.object(target)),
    );
  }

  /** `Account.Owner.Name`; what is on the way is touched, every object that a parent may be of included. */
  #path(object: ObjectSchema): string {
    const parts: string[] = [];
    let at = object;
    for (let level = 0; level < 3; level++) {
      const parents = this.#parents(at);
      if (parents.length === 0 || (level > 0 && this.#chance(50))) break;
      const field = this.#pick(parents);
      parts.push(field.relationshipName ?? "");
      for (const target of field.referenceTo) this.touches.add(target);
      const [only] = field.referenceTo;
      const next = field.referenceTo.length === 1 ? this.#schema.object(only ?? "") : undefined;
      if (!next) return [...parts, "Name"].join(".");
      at = next;
    }
    return [...parts, this.#plainField(at)].join(".");
  }

  #typeof(object: ObjectSchema): string | undefined {
    const many = this.#parents(object).filter(({ referenceTo }) => referenceTo.length > 1);
    if (many.length === 0) return undefined;
    const { relationshipName, referenceTo } = this.#pick(many);
    const known = referenceTo.flatMap((name) => this.#schema.object(name) ?? []);
    if (known.length === 0) return undefined;
    const type = this.#pick(known);
    this.touches.add(type.name);
    const otherwise = this.#chance(30);
    if (otherwise) for (const target of referenceTo) this.touches.add(target);
    const field = this.#chance(50) ? this.#path(type) : "Id";
    return `TYPEOF ${relationshipName} WHEN ${type.name} THEN Id, ${field}${otherwise ? " ELSE Name" : ""} END`;
  }

  #value(): string {
    return `'${this.#pick(baits)}'`;
  }

  #condition(object: ObjectSchema, named: (path: string) => string, depth: number): string {
    const join = depth < 2 && this.#chance(depth === 0 ? 25 : 5) ? this.#join(object, depth) : undefined;
    if (join !== undefined) return join;
    const left = this.#chance(50) ? named(this.#path(object)) : this.#plainField(object);
    return this.#pick([
      `${left} = ${this.#value()}`,
      `(NOT ${left} LIKE ${this.#value()})`,
      `${left} IN (${this.#value()}, ${this.#value()})`,
      `(${left} != null)`,
    ]);
  }

  /** What it selects refers to the outer object, as Salesforce wants it. */
  #join(object: ObjectSchema, depth: number): string | undefined {
    const references = this.#schema.objects.flatMap((inner) =>
      inner.fields
        .filter(({ referenceTo }) => inner !== object && inner.queryable && referenceTo.includes(object.name))
        .map(({ name }) => ({ inner, name })),
    );
    if (references.length === 0) return undefined;
    const { inner, name } = this.#pick(references);
    return `Id ${this.#pick(["IN", "NOT IN"])} ${this.#query(inner, depth + 1, [name])}`;
  }

  #child(object: ObjectSchema, depth: number): string[] {
    const children = object.childRelationships.filter(({ relationshipName }) => relationshipName);
    if (depth > 1 || children.length === 0) return [];
    const { childObject, relationshipName } = this.#pick(children);
    const child = this.#schema.object(childObject);
    if (!child) return [];
    const from = this.#pick([relationshipName ?? "", `${object.name}.${relationshipName}`]);
    return [this.#query(child, depth + 1, ["Id"], from)];
  }

  /** In parentheses below the top. */
  #query(object: ObjectSchema, depth: number, first: readonly string[], from = object.name): string {
    this.touches.add(object.name);
    const alias = this.#chance(40) ? ` ${this.#pick(["a1", "zz", "x_y"])}` : "";
    const prefixed = this.#chance(40);
    const named = (path: string) => (prefixed ? `${alias.trim() || object.name}.${path}` : path);
    const isTop = depth === 0;
    // A semi-join selects one field.
    const isJoin = !isTop && from === object.name;
    const items = [
      ...first,
      ...(isJoin ? [] : this.#some(2, () => named(this.#path(object)))),
      ...(isTop && this.#chance(20) ? [this.#typeof(object) ?? "Id"] : []),
      ...(isJoin ? [] : this.#some(1, () => this.#child(object, depth)).flat()),
    ];
    const conditions = this.#some(2, () => this.#condition(object, named, depth));
    const where =
      conditions.length > 0
        ? ` WHERE ${conditions.join(isJoin || /\(SELECT/.test(conditions.join()) ? " AND " : this.#pick([" AND ", " OR "]))}`
        : "";
    const order = isTop && this.#chance(30) ? ` ORDER BY ${named(this.#path(object))} DESC NULLS LAST` : "";
    const text = `SELECT ${[...new Set(items)].join(", ")} FROM ${from}${alias}${where}${order}`;
    return isTop ? `${text}${this.#pick(["", " LIMIT 1"])}` : `(${text})`;
  }

  statement(): string {
    const object = this.#pick(this.#schema.objects.filter(({ queryable }) => queryable));
    if (this.#chance(15)) {
      const by = this.#path(object);
      this.touches.add(object.name);
      return `SELECT ${by}, COUNT(Id) total FROM ${object.name} GROUP BY ${by} HAVING MAX(${this.#path(object)}) != ${this.#value()}`;
    }
    return this.#query(object, 0, ["Id"]);
  }

  spelled(): string {
    const parts = this.statement().split(/('(?:\\.|[^'\\])*')/);
    return parts.map((part) => (part.startsWith("'") ? part : this.#spelled(part))).join("");
  }
}

/** Any statement over the objects of a schema: parents, children, semi-joins, TYPEOF, groups, aliases, any spelling. */
export function statementOver(schema: Schema): fc.Arbitrary<Statement> {
  return fc.gen().map((g) => {
    const writer = new Writer(g, schema);
    return { text: writer.spelled(), touches: writer.touches };
  });
}
