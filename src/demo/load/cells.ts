import { ApiError } from "../errors.ts";
import { toSql } from "../rows/values.ts";
import { to18 } from "../store/ids.ts";
import type { FieldSchema, FieldType } from "../store/schema.ts";
import type { SqlValue } from "../store/store.ts";

/** A cell as its column takes it; throws WrongValue. */
export type ReadCell = (text: string) => SqlValue;

/** What a cell should hold, for a sentence: `no date (YYYY-MM-DD)`. */
export class WrongValue extends Error {}

const shapes: Partial<Record<FieldType, string>> = {
  boolean: "no true or false",
  int: "no whole number that fits",
  long: "no whole number that fits",
  double: "no number that fits",
  currency: "no number that fits",
  percent: "no number that fits",
  date: "no date (YYYY-MM-DD)",
  datetime: "no dateTime (2026-11-30T09:00:00.000Z)",
  time: "no time (09:00:00.000Z)",
  email: "no e-mail address",
  reference: "no record id",
  id: "no record id",
  base64: "no Base64",
};

/** By the rules of values that come in requests; a wrong one is told in plain words. */
function strictly(field: FieldSchema): ReadCell {
  return (text) => {
    try {
      return toSql(field, text);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new WrongValue(shapes[field.type] ?? "no value of this field");
    }
  };
}

/** As it stands: rows may hold values that a picklist no longer has, and spaces at their ends. */
function verbatim({ length, calculated }: FieldSchema): ReadCell {
  if (length === 0 || calculated) return (text) => (text === "" ? null : text);
  return (text) => {
    if (text.length > length) throw new WrongValue(`longer than ${length} characters`);
    return text === "" ? null : text;
  };
}

/** Numbers keep their decimals: a formula's value has more of them than its field shows. */
function exactly(field: FieldSchema): ReadCell {
  const checked = strictly(field);
  const isWhole = field.type === "int" || field.type === "long";
  const isPart = field.compoundFieldName !== null;
  const most = 10 ** (field.precision - field.scale);
  return (text) => {
    if (text === "") return null;
    const number = Number(text);
    const isNumber = Number.isFinite(number) && text.trim() !== "";
    const fits = isNumber && !isWhole && !isPart && (field.precision === 0 || Math.abs(number) < most);
    if (!fits && !(field.calculated && isNumber)) checked(text);
    return number;
  };
}

const usualDate = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/;

/** Days up to the 28th are there in every month, and nothing need be looked up. */
function dates(field: FieldSchema): ReadCell {
  const others = strictly(field);
  return (text) => (usualDate.test(text) ? text : others(text));
}

const usualMoment =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)\.000(?:Z|\+0000)$/;

/** Nearly all dateTimes have one form, which is read a good deal faster than the others. */
function moments(field: FieldSchema): ReadCell {
  const others = strictly(field);
  return (text) => (usualMoment.test(text) ? Date.parse(`${text.slice(0, 23)}Z`) : others(text));
}

function ids(): ReadCell {
  return (text) => {
    if (text === "") return null;
    const id = to18(text);
    if (id === undefined) throw new WrongValue("no record id");
    return id;
  };
}

function booleans(field: FieldSchema): ReadCell {
  const others = strictly(field);
  return (text) => (text === "true" ? 1 : text === "false" || text === "" ? 0 : others(text));
}

const readers: Partial<Record<FieldType, (field: FieldSchema) => ReadCell>> = {
  boolean: booleans,
  int: exactly,
  long: exactly,
  double: exactly,
  currency: exactly,
  percent: exactly,
  date: dates,
  datetime: moments,
  time: strictly,
  email: strictly,
  reference: ids,
  id: ids,
  base64: strictly,
};

/** What reads the cells of a field's column. */
export function cellReader(field: FieldSchema): ReadCell {
  return (readers[field.type] ?? verbatim)(field);
}
