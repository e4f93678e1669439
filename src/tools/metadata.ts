import * as z from "zod";
import { ToolError } from "../errors.ts";
import type { Actions } from "../guard/action.ts";
import { isObject } from "../json-object.ts";
import {
  abilities,
  compactChildren,
  compactFields,
  compactRecordTypes,
  isRequired,
} from "../salesforce/metadata/compact-describe.ts";
import { describeGlobal, describeObject } from "../salesforce/metadata/describe.ts";
import { whoAmI } from "../salesforce/metadata/who-am-i.ts";
import type { DescribeField, GlobalObject, ObjectDescribe } from "../salesforce/rest/answers.ts";
import { closest, didYouMean } from "../spelling.ts";
import { Lengthy, Rows } from "../tool/results.ts";
import { type ToolContext, type Toolset, tool } from "../tool/tool.ts";
import { cursor, fieldName, maxRecords, objectName } from "./arguments.ts";
import { getResource } from "./metadata/get-resource.ts";

const usualObjects = 200;
const noObjects: Actions = [{ effect: "read", objects: [] }];

/** How many objects a list has in all, and how many it shows at once. */
interface ListSize {
  total: number;
  most: number;
}

function rowOf(object: GlobalObject) {
  const { name, label, keyPrefix, custom } = object;
  return { name, label, keyPrefix, custom, can: abilities(object) };
}

type ObjectRow = ReturnType<typeof rowOf>;

function objectRows(rows: readonly ObjectRow[], size: ListSize, { cursors }: ToolContext): Rows {
  return new Rows({
    records: rows.slice(0, size.most),
    format: "csv",
    totalSize: size.total,
    more: rows.length > size.most,
    rest: (shown) => cursors.save("listAllObjects", size, rows.slice(shown)),
  });
}

function matches(
  object: GlobalObject,
  search: string | undefined,
  kind: "all" | "standard" | "custom",
): boolean {
  if (kind !== "all" && object.custom !== (kind === "custom")) return false;
  const wanted = search?.toLowerCase();
  return (
    !wanted ||
    [object.name, object.label, object.labelPlural].some((text) => text?.toLowerCase().includes(wanted))
  );
}

interface DescribeArguments {
  fields?: string[] | undefined;
  search?: string | undefined;
}

/** The fields asked for; a name that does not exist is called out with what may have been meant. */
function chosenFields(
  describe: ObjectDescribe,
  { fields, search }: DescribeArguments,
): { chosen: DescribeField[]; unknown: string[] } {
  const wanted = fields?.map((name) => name.toLowerCase());
  const text = search?.toLowerCase();
  const chosen = describe.fields.filter(
    ({ name, label }) =>
      (!wanted || wanted.includes(name.toLowerCase())) &&
      (!text || name.toLowerCase().includes(text) || label.toLowerCase().includes(text)),
  );
  const known = new Set(describe.fields.map(({ name }) => name.toLowerCase()));
  const unknown = (fields ?? []).filter((name) => !known.has(name.toLowerCase()));
  return { chosen, unknown };
}

function unknownText(describe: ObjectDescribe, unknown: readonly string[]): string[] {
  return unknown.map(
    (name) => `${name}: no such field${didYouMean(closest(name, describe.fields), "clause")}`,
  );
}

function noMatchText(describe: ObjectDescribe, search: string): string {
  const meant = didYouMean(closest(search, describe.fields), "clause");
  return `no field's name or label contains ${JSON.stringify(search)}${meant}`;
}

/** Nulls, falses and empty lists are Salesforce's defaults and say nothing. */
function withoutDefaults(value: object): Record<string, unknown> {
  const says = ([, inner]: [string, unknown]) =>
    inner !== null && inner !== false && !(Array.isArray(inner) && inner.length === 0);
  return Object.fromEntries(Object.entries(value).filter(says));
}

type Include = "fields" | "childRelationships" | "recordTypes";

function describeText(
  describe: ObjectDescribe,
  args: DescribeArguments & { include?: Include[] | undefined; detail?: "compact" | "full" | undefined },
): object {
  const { chosen, unknown } = chosenFields(describe, args);
  const narrowed = args.fields !== undefined || args.search !== undefined;
  const include = new Set<Include>(args.include ?? ["fields"]);
  const full = args.detail === "full";
  const children = compactChildren(describe.childRelationships);
  const recordTypes = compactRecordTypes(describe.recordTypeInfos ?? []);
  return {
    name: describe.name,
    label: describe.label,
    keyPrefix: describe.keyPrefix,
    can: abilities(describe),
    ...(unknown.length > 0 && { unknownFields: unknownText(describe, unknown) }),
    ...(args.search && chosen.length === 0 && { noMatch: noMatchText(describe, args.search) }),
    ...(include.has("fields") && {
      ...(!narrowed && { required: describe.fields.filter(isRequired).map(({ name }) => name) }),
      fields: full ? chosen.map(withoutDefaults) : compactFields(chosen, describe.fields, narrowed),
    }),
    ...(include.has("childRelationships")
      ? { childRelationships: children }
      : { childRelationshipCount: Object.keys(children).length }),
    ...(include.has("recordTypes")
      ? { recordTypes }
      : recordTypes.length > 0 && { recordTypeCount: recordTypes.length }),
  };
}

interface LimitValue {
  Max: number;
  Remaining: number;
  [name: string]: unknown;
}

function isLimit(value: unknown): value is LimitValue {
  return typeof value === "object" && value !== null && "Max" in value;
}

/** Some limits hold further ones (PermissionSets.CreateCustom, apps). */
function flatLimits(
  limits: Record<string, unknown>,
  prefix = "",
): { name: string; max: number; remaining: number }[] {
  return Object.entries(limits).flatMap(([name, value]) => {
    if (!isObject(value)) return [];
    const inner = flatLimits(value, `${prefix}${name}.`);
    return isLimit(value)
      ? [{ name: prefix + name, max: value.Max, remaining: value.Remaining }, ...inner]
      : inner;
  });
}

async function limitRows(names: readonly string[] | undefined, { salesforce }: ToolContext): Promise<Rows> {
  const limits = flatLimits(await salesforce.get<Record<string, unknown>>("/limits"));
  const wanted = names?.map((name) => name.toLowerCase());
  const chosen = limits.filter(
    ({ name }) =>
      !wanted ||
      wanted.some((want) => name.toLowerCase() === want || name.toLowerCase().startsWith(`${want}.`)),
  );
  const unknown = (names ?? []).filter(
    (want) => !limits.some(({ name }) => name.toLowerCase() === want.toLowerCase()),
  );
  if (unknown.length > 0 && chosen.length === 0) {
    const near = unknown.flatMap((name) => closest(name, limits));
    throw new ToolError(
      "BAD_ARGUMENT",
      `names: no limit is called ${unknown.join(", ")}.`,
      didYouMean(near, "alone") || "Without names all limits are listed.",
    );
  }
  const used = ({ max, remaining }: { max: number; remaining: number }) =>
    max > 0 ? (max - remaining) / max : 0;
  const records = [...chosen].sort((a, b) => used(b) - used(a) || a.name.localeCompare(b.name));
  return new Rows({
    records: records.map((limit) => ({ ...limit, usedPercent: Math.round(used(limit) * 1_000) / 10 })),
    format: "csv",
    totalSize: records.length,
    ...(unknown.length > 0 && { notes: { unknownNames: unknown.join(",") } }),
  });
}

export const metadata = {
  title: "Metadata",
  tools: {
    listApiVersions: tool({
      title: "List API versions",
      description: "Lists the REST API versions of this Salesforce org, and the one in use.",
      effect: "read",
      belowReserve: true,
      input: z.object({}),
      actions: () => noObjects,
      async run(_, { salesforce }) {
        // Salesforce lists them in this shape.
        const versions = (await salesforce.apiVersions()) as { version: string; label: string }[];
        return {
          inUse: await salesforce.apiVersion(),
          versions: Object.fromEntries(versions.map(({ version, label }) => [version, label])),
        };
      },
    }),
    listAllObjects: tool({
      title: "List objects",
      description:
        "Lists the Salesforce objects that the user can see: API name, label, id prefix and what can be done with them.",
      effect: "read",
      input: z.object({
        search: z.string().max(255).optional().describe("Part of a name or label"),
        kind: z.enum(["all", "standard", "custom"]).optional().describe("all (default), standard or custom"),
        maxRecords: maxRecords(5_000, usualObjects),
        cursor,
      }),
      check: ({ search, kind, cursor }) =>
        cursor !== undefined && (search ?? kind) !== undefined
          ? "cursor: it goes on with its own search; leave search and kind out."
          : undefined,
      actions: () => noObjects,
      async run({ search, kind = "all", maxRecords: most, cursor }, context) {
        if (cursor !== undefined) {
          const { place, rows } = context.cursors.load<ListSize, ObjectRow>("listAllObjects", cursor);
          return objectRows(rows, { ...place, most: most ?? place.most }, context);
        }
        const objects = (await describeGlobal(context.salesforce)).filter(
          (object) => matches(object, search, kind) && context.allows(object.name),
        );
        const size = { total: objects.length, most: most ?? usualObjects };
        return objectRows(objects.map(rowOf), size, context);
      },
    }),
    describeObject: tool({
      title: "Describe an object",
      description:
        "Describes a Salesforce object's fields: types, lengths, required, picklist values ({…}, !{…} when restricted), references with their relationship name.",
      effect: "read",
      alwaysLoad: true,
      input: z.object({
        object: objectName,
        fields: z
          .array(fieldName)
          .min(1)
          .max(200)
          .optional()
          .describe("Only these, with all picklist values"),
        search: z.string().min(1).max(255).optional().describe("Part of a name or label"),
        include: z
          .array(z.enum(["fields", "childRelationships", "recordTypes"]))
          .min(1)
          .max(3)
          .optional()
          .describe("Parts to show (fields)"),
        detail: z
          .enum(["compact", "full"])
          .optional()
          .describe("compact (default), or full: all but nulls and falses"),
      }),
      async run({ object, ...args }, { salesforce }) {
        const shown = describeText(await describeObject(salesforce, object), args);
        return new Lengthy(shown, "name some in fields, or use search, to see those whole");
      },
    }),
    getOrganizationLimits: tool({
      title: "Get the org's limits",
      description:
        "Reads the Salesforce org's limits (API requests, storage, jobs …) with what remains, most used first.",
      effect: "read",
      belowReserve: true,
      input: z.object({
        names: z
          .array(z.string().min(1).max(100))
          .min(1)
          .max(100)
          .optional()
          .describe("Only these, e.g. DailyApiRequests"),
      }),
      actions: () => noObjects,
      run: ({ names }, context) => limitRows(names, context),
    }),
    getUserInfo: tool({
      title: "Who am I",
      description:
        "Tells which Salesforce user is signed in, in which org, and whether it is a sandbox or production.",
      effect: "read",
      input: z.object({}),
      actions: () => noObjects,
      run: (_, { salesforce, allows }) => whoAmI(salesforce, allows),
    }),
    getResource,
  },
} satisfies Toolset;
