import type { Org } from "../handler.ts";
import { continueIds, continueNumbers, type NumberFormat } from "../rows/new-row.ts";
import { numberOf } from "../store/ids.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import type { SqlValue } from "../store/store.ts";
import { hasColumn } from "../store/table.ts";
import { cellReader, type ReadCell, WrongValue } from "./cells.ts";
import { csvTable } from "./csv-rows.ts";
import { type DataFile, textOf } from "./data-folder.ts";
import type { IdRegister } from "./id-register.ts";
import { LoadError } from "./load-error.ts";

interface Column {
  field: FieldSchema;
  read: ReadCell;
  /** Lines by value where no two rows may share one. */
  seen: Map<string, number> | undefined;
  /** The highest number so far of an auto-number. */
  highest: { last: number; format: NumberFormat } | undefined;
}

/** How much of a value a message shows. */
const shownCharacters = 60;

function shown(text: string): string {
  return JSON.stringify(text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text);
}

function columnOf(object: ObjectSchema, name: string, file: string): Column {
  const field = object.field(name.trim());
  if (!field)
    throw new LoadError(
      `${file}:1`,
      `has the column ${shown(name)}, which ${object.name} does not have.`,
      `Name fields of ${object.name}.json, or take the column out.`,
    );
  if (!hasColumn(field))
    throw new LoadError(
      `${file}:1`,
      `has the column ${field.name}, which is made of others.`,
      "Give its parts.",
    );
  return { field, read: cellReader(field), seen: field.unique ? new Map() : undefined, highest: undefined };
}

function checkHeader(columns: readonly Column[], file: string): void {
  const seen = new Set<string>();
  for (const { field } of columns) {
    if (seen.has(field.name)) throw new LoadError(`${file}:1`, `has the column ${field.name} twice.`);
    seen.add(field.name);
  }
  if (!seen.has("Id"))
    throw new LoadError(`${file}:1`, "has no column Id.", "Every row needs its record id.");
}

/** One object's CSV file on its way into the table. */
class TableRows {
  readonly #org: Org;
  readonly #object: ObjectSchema;
  readonly #file: string;
  readonly #ids: IdRegister;
  readonly #columns: readonly Column[];
  /** Places of the columns that rows have used so far: most are empty in all of them, and each one named costs time. */
  #used: number[] = [];
  #isUsed: boolean[];
  #usedNames: readonly string[] = [];
  #lastId = 0;

  constructor(org: Org, object: ObjectSchema, file: string, ids: IdRegister, header: readonly string[]) {
    this.#org = org;
    this.#object = object;
    this.#file = file;
    this.#ids = ids;
    this.#columns = header.map((name) => columnOf(object, name, file));
    checkHeader(this.#columns, file);
    this.#isUsed = this.#columns.map(() => false);
  }

  #refuse(line: number, problem: string, nextStep?: string): LoadError {
    return new LoadError(`${this.#file}:${line}`, problem, nextStep);
  }

  #useColumn(place: number): void {
    this.#isUsed[place] = true;
    this.#used.push(place);
    this.#usedNames = this.#used.map((used) => this.#columns[used]?.field.name ?? "");
  }

  #value(column: Column, text: string, line: number): SqlValue {
    try {
      return column.read(text);
    } catch (error) {
      if (!(error instanceof WrongValue)) throw error;
      throw this.#refuse(line, `${column.field.name} is ${shown(text)}, which is ${error.message}.`);
    }
  }

  #noteId(id: SqlValue, line: number): string {
    const { keyPrefix } = this.#object;
    if (typeof id !== "string") throw this.#refuse(line, "has no Id.", "Every row needs its record id.");
    if (!id.startsWith(keyPrefix))
      throw this.#refuse(line, `Id is ${id}, but ids of ${this.#object.name} begin with ${keyPrefix}.`);
    const earlier = this.#ids.lineOf(id);
    if (earlier !== undefined) throw this.#refuse(line, `Id ${id} was there before, on line ${earlier}.`);
    this.#ids.note(id, line);
    this.#lastId = Math.max(this.#lastId, numberOf(id));
    return id;
  }

  #noteUnique({ field, seen }: Column, value: SqlValue, line: number): void {
    if (!seen || value === null) return;
    const key = String(value).toLowerCase();
    const earlier = seen.get(key);
    if (earlier !== undefined)
      throw this.#refuse(
        line,
        `${field.name} is unique, and ${shown(String(value))} was on line ${earlier}.`,
      );
    seen.set(key, line);
  }

  #noteReference(field: FieldSchema, id: string, to: SqlValue, line: number): void {
    if (typeof to !== "string") return;
    const target = this.#org.schema.byKeyPrefix(to.slice(0, 3));
    if (target && field.referenceTo.length > 0 && !field.referenceTo.includes(target.name))
      throw this.#refuse(
        line,
        `${field.name} is ${to}, the id of a record of ${target.name}, and takes ${field.referenceTo.slice(0, 5).join(", ")}.`,
      );
    this.#ids.refer(this.#object, field, id, to);
  }

  #noteNumber(column: Column, value: SqlValue): void {
    const [, before = "", digits, after = ""] = /^(.*?)(\d{1,15})(\D*)$/s.exec(String(value ?? "")) ?? [];
    if (digits === undefined) return;
    const last = Number(digits);
    if (column.highest && column.highest.last >= last) return;
    column.highest = { last, format: { before, digits: digits.length, after } };
  }

  row(cells: readonly string[], line: number): void {
    const idPlace = this.#columns.findIndex(({ field }) => field.name === "Id");
    const idColumn = this.#columns[idPlace];
    if (!idColumn) return;
    const id = this.#noteId(this.#value(idColumn, cells[idPlace] ?? "", line), line);
    for (let place = 0; place < cells.length; place++)
      if (!this.#isUsed[place] && cells[place] !== "") this.#useColumn(place);
    const values = this.#used.map((place) => {
      const column = this.#columns[place];
      if (place === idPlace || !column) return id;
      const text = cells[place] ?? "";
      const value = this.#value(column, text, line);
      if (text !== "") this.#note(column, id, value, line);
      return value;
    });
    this.#org.store.insert(this.#object, this.#usedNames, values);
  }

  #note(column: Column, id: string, value: SqlValue, line: number): void {
    if (column.field.type === "reference") this.#noteReference(column.field, id, value, line);
    if (column.seen) this.#noteUnique(column, value, line);
    if (column.field.autoNumber) this.#noteNumber(column, value);
  }

  /** New rows go on where these end; returns the columns. */
  end(): ReadonlySet<string> {
    continueIds(this.#org, this.#object.name, this.#lastId);
    for (const { field, highest } of this.#columns)
      if (highest) continueNumbers(this.#org, this.#object.name, field.name, highest);
    return new Set(this.#columns.map(({ field }) => field.name));
  }
}

/** Puts the rows of a file into the object's table; returns the columns that the file has. Throws LoadError. */
export function loadTable(
  org: Org,
  object: ObjectSchema,
  file: DataFile,
  ids: IdRegister,
): ReadonlySet<string> {
  const table = csvTable(file.name, textOf(file));
  if (!table) return new Set();
  const rows = new TableRows(org, object, file.name, ids, table.header);
  table.each((cells, line) => rows.row(cells, line));
  return rows.end();
}
