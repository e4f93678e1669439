import * as z from "zod";
import { isObject } from "../json-object.ts";
import { sameId } from "../salesforce/records/identity.ts";
import { bare } from "./argument-schema.ts";

/** Lists of labels, which may hold commas themselves. */
const labelLists = new Set(["filters"]);
const nameList = /^\s*\w+(?:\.\w+)*(?:\s*,\s*\w+(?:\.\w+)*)*\s*,?\s*$/;
const twins: Readonly<Record<string, string>> = { create: "insert", insert: "create" };

/** One text as the list that it stands for: `Id, Name`; of labels and functions as a list of one. */
function listed(text: string, key: string): string[] {
  if (labelLists.has(key) || !nameList.test(text)) return [text];
  return text.split(",").flatMap((part) => part.trim() || []);
}

function asList(schema: z.ZodArray, value: unknown, key: string): unknown {
  const element = bare(schema.element);
  const named = element instanceof z.ZodObject && "name" in element.shape;
  const names = element instanceof z.ZodString || element instanceof z.ZodEnum;
  const texts = typeof value === "string" && (named || names) ? listed(value, key) : value;
  const list = isObject(texts) && !names ? [texts] : texts;
  if (!Array.isArray(list)) return list;
  return list.map((item) =>
    named && typeof item === "string" ? { name: item.trim() } : asMeant(element, item, key),
  );
}

function asOption(options: readonly unknown[], value: unknown): unknown {
  if (typeof value !== "string" || options.includes(value)) return value;
  const same = options.find((option) => String(option).toLowerCase() === value.trim().toLowerCase());
  const twin = twins[value.trim().toLowerCase()];
  return same ?? (options.includes(twin) ? twin : value);
}

function asObject(schema: z.ZodObject, value: unknown): unknown {
  // A single text given for a date filter can only be its range.
  if (typeof value === "string" && "range" in schema.shape) return { range: value };
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, asMeant(schema.shape[key], inner, key)]),
  );
}

/** A value in the shape that its schema takes, where only one thing can be meant. What a record holds stays as it is. */
function asMeant(schema: unknown, value: unknown, key: string): unknown {
  const here = bare(schema);
  if (here instanceof z.ZodArray) return asList(here, value, key);
  if (here instanceof z.ZodObject) return asObject(here, value);
  if (here instanceof z.ZodEnum) return asOption(here.options, value);
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (here instanceof z.ZodNumber && /^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (here instanceof z.ZodBoolean && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return value;
}

function areOneId(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" && a.length >= 15 && sameId(a, b);
}

/** A record without the Id that stands beside it as well. */
function withoutItsId(args: Record<string, unknown>): Record<string, unknown> {
  const { id, record } = args;
  if (!isObject(record)) return args;
  const others = Object.entries(record).filter(
    ([name, value]) => !(name.toLowerCase() === "id" && areOneId(value, id)),
  );
  return { ...args, record: Object.fromEntries(others) };
}

/**
 * A call's arguments as they were meant: shapes that models write in place of those that the schema shows. Every
 * guard and the tool itself see what comes of it, and nothing else.
 */
export function forgiven(input: z.ZodObject, args: Record<string, unknown>): Record<string, unknown> {
  // The value was made from an object by changing its properties, so it is an object.
  return withoutItsId(asObject(input, args) as Record<string, unknown>);
}
