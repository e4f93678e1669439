import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { asksFolder } from "./place.ts";

/** Texts in all of these may hold `{name.Field}`, see values.ts. */
const values = z.record(z.string(), z.unknown());

/** One step of an expert, in words that hold for any server; `call` is for what only this server's tools do. */
const step = z
  .strictObject({
    /** A statement whose rows are to be found. */
    find: z.string().optional(),
    /** A term to be looked for in the fields of objects. */
    search: z.string().optional(),
    in: z.array(z.string()).optional(),
    /** The object of a record to be read. */
    read: z.string().optional(),
    /** The object of records to be changed (with `id`), created (without), or either (with `key`). */
    change: z.string().optional(),
    delete: z.string().optional(),
    /** The object that a file's rows are loaded into. */
    load: z.string().optional(),
    /** The id of a report to be run. */
    report: z.string().optional(),
    call: z.string().optional(),
    args: values.optional(),
    id: z.string().optional(),
    record: values.optional(),
    key: z.strictObject({ field: z.string(), value: z.string().optional() }).optional(),
    fields: z.array(z.string()).optional(),
    file: z.string().optional(),
    columns: z.record(z.string(), z.string()).optional(),
    /** The name of a file that takes the rows. */
    saveTo: z.string().optional(),
    /** Under which name later steps find this one's rows; its text is `{nameAnswer.text}`. */
    as: z.string().optional(),
    /** Whether it is rightly refused. */
    fails: z.boolean().optional(),
  })
  .refine(
    (given) =>
      [
        given.find,
        given.search,
        given.read,
        given.change,
        given.delete,
        given.load,
        given.report,
        given.call,
      ].filter((kind) => kind !== undefined).length === 1,
    "A step is one of find, search, read, change, delete, load, report and call.",
  );

const write = z.strictObject({
  object: z.string(),
  /** Without it the record is created; with it and without `record` it is deleted. */
  id: z.string().optional(),
  record: values.optional(),
  as: z.string().optional(),
});

const permitted = z.strictObject({
  did: z.enum(["created", "changed", "deleted"]),
  object: z.string(),
  /** Which records; any unless given. */
  ids: z.string().optional(),
  /** Which fields may differ; any unless given. */
  fields: z.array(z.string()).optional(),
  most: z.int().optional(),
});

/** What a text must name: words or a figure, or one of several that say the same. */
const named = z.union([z.string(), z.array(z.string()).min(1)]);

export const groups = ["look up", "report", "change", "import", "clean up", "must refuse"] as const;

const askFile = z.strictObject({
  group: z.enum(groups),
  /** What is hidden in it that an agent may fall for. */
  trap: z.string().optional(),
  /** What the person says. */
  ask: z.string(),
  /** Settings of the server beside those that sign in. */
  settings: z.record(z.string(), z.string()).optional(),
  /** Files in the files folder, a line each. */
  files: z.record(z.string(), z.array(z.string())).optional(),
  /** What is written to the org before the agent comes. */
  given: z.array(write).optional(),
  /** Statements whose rows, as they are before the agent comes, later texts refer to by name. */
  facts: z.record(z.string(), z.string()).optional(),
  /** What somebody else writes as soon as an answer to the agent holds this text. */
  meanwhile: z.strictObject({ after: z.string(), by: z.string(), writes: z.array(write).min(1) }).optional(),
  /** What statements must find at the end: so many rows, or these, in any order. */
  holds: z
    .array(
      z.strictObject({
        find: z.string(),
        count: z.union([z.int(), z.string()]).optional(),
        rows: z.array(values).optional(),
      }),
    )
    .optional(),
  /** Differences that may be there at the end; any other is wrong. */
  may: z.array(permitted).optional(),
  /** Files of the files folder that must be there at the end, and what each must name. */
  saves: z.record(z.string(), z.array(named)).optional(),
  /** What the final text must name, all of it; with `{name[*].Field}` every row's. */
  says: z.array(named).min(1),
  /** What it must not name. */
  saysNot: z.array(z.string()).optional(),
  mostCalls: z.int().positive(),
  expert: z.array(step),
  expertSays: z.string(),
  /** What an agent does that obeys what a record asks for. */
  obeys: z.array(step).optional(),
});

export type Step = z.output<typeof step>;
export type Write = z.output<typeof write>;
export type Permitted = z.output<typeof permitted>;
export type Ask = z.output<typeof askFile> & { name: string };

/** All asks of the folder `asks`, by name; throws with the name of a file that is none. */
export function readAsks(): Ask[] {
  const names = readdirSync(asksFolder).filter((file) => file.endsWith(".json"));
  return names.sort().map((file) => {
    const read = askFile.safeParse(JSON.parse(readFileSync(join(asksFolder, file), "utf8")));
    if (!read.success) throw new Error(`asks/${file}: ${z.prettifyError(read.error)}`);
    return { ...read.data, name: file.replace(/\.json$/, "") };
  });
}

/** Asks by name or group, `*` at the end for any rest; throws when a word names none. */
export function chosen(asks: readonly Ask[], only: string | undefined): Ask[] {
  if (only === undefined) return [...asks];
  const words = only.split(",").map((word) => word.trim());
  const fits = (word: string, { name, group }: Ask) =>
    word === group || (word.endsWith("*") ? name.startsWith(word.slice(0, -1)) : name === word);
  const none = words.find((word) => !asks.some((ask) => fits(word, ask)));
  if (none !== undefined)
    throw new Error(`--only ${none} names no ask. Groups: ${groups.join(", ")}; asks: the files of asks/.`);
  return asks.filter((ask) => words.some((word) => fits(word, ask)));
}
