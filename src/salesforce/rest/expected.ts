import { isObject, type JsonObject } from "../../json-object.ts";

/** What the answers of some resource must hold, so that nobody takes for a result what is none. */
interface Expectation {
  methods: RegExp;
  /** Matches the path below `/services/data/vNN.N`. */
  path: RegExp;
  /** What is missing where `holds` says no: `the rows`. */
  what: string;
  holds(body: unknown): boolean;
}

const hasList = (name: string) => (body: unknown) => isObject(body) && Array.isArray(body[name]);
const isText = (value: unknown) => typeof value === "string" && value !== "";
const filled = (body: unknown) => isObject(body) && Object.keys(body).length > 0;
const allObjects = (list: unknown) =>
  Array.isArray(list) && list.every((item) => item === null || isObject(item));

/** A page of rows. */
function isPage(body: unknown): boolean {
  return isObject(body) && allObjects(body["records"]);
}

/** An id, unless it says itself that it failed. */
function isSaved(body: unknown): boolean {
  return isObject(body) && (body["success"] === false || isText(body["id"]));
}

const read = /^(?:GET|HEAD)$/;
const any = /./;

/** The first that matches counts. Source: REST API Developer Guide v68, each resource's response. */
const expectations: readonly Expectation[] = [
  { methods: any, path: /^\/query(?:All)?(?:\/|$)/i, what: "the rows", holds: isPage },
  {
    methods: any,
    path: /^\/(?:search|parameterizedSearch)\/?$/i,
    what: "the records found",
    holds: (body) => allObjects(body) || (isObject(body) && allObjects(body["searchRecords"])),
  },
  { methods: read, path: /^\/sobjects\/?$/i, what: "the objects", holds: hasList("sobjects") },
  { methods: read, path: /^\/sobjects\/\w+\/describe\/?$/i, what: "the fields", holds: hasList("fields") },
  { methods: read, path: /\/quickActions\/?$/i, what: "the quick actions", holds: allObjects },
  { methods: read, path: /\/quickActions\//i, what: "the quick action", holds: filled },
  { methods: /^POST$/, path: /\/quickActions\//i, what: "what was done", holds: filled },
  {
    methods: read,
    path: /^\/actions\/(?:standard|custom\/\w+)\/?$/i,
    what: "the actions",
    holds: hasList("actions"),
  },
  {
    methods: read,
    path: /^\/actions\/(?:standard\/|custom\/\w+\/)/i,
    what: "the action's inputs",
    holds: hasList("inputs"),
  },
  {
    methods: /^POST$/,
    path: /^\/(?:actions|process\/approvals)(?:\/|$)/i,
    what: "a result for each input",
    holds: allObjects,
  },
  { methods: read, path: /^\/sobjects\/\w+\/[^/]+(?:\/[^/]+)?\/?$/i, what: "the record", holds: filled },
  { methods: /^POST$/, path: /^\/sobjects\/\w+\/?$/i, what: "the new record's id", holds: isSaved },
  {
    // An update answers nothing, as an upsert did up to version 45.
    methods: /^PATCH$/,
    path: /^\/sobjects\/\w+\//i,
    what: "what was saved",
    holds: (body) => body === undefined || isSaved(body),
  },
  {
    methods: any,
    path: /^\/composite\/sobjects(?:\/|$)/i,
    what: "a result for each record",
    holds: allObjects,
  },
  {
    methods: /^POST$/,
    path: /^\/composite\/?$/i,
    what: "the parts' answers",
    holds: hasList("compositeResponse"),
  },
  {
    methods: /^POST$/,
    path: /^\/composite\/batch\/?$/i,
    what: "the parts' answers",
    holds: hasList("results"),
  },
  { methods: read, path: /^\/limits\/?$/i, what: "the limits", holds: filled },
  {
    methods: /^(?:GET|PATCH|POST)$/,
    path: /^\/jobs\/(?:ingest|query)(?:\/\w{15,18})?\/?$/i,
    what: "the job",
    holds: (body) => isObject(body) && (isText(body["id"]) || Array.isArray(body["records"])),
  },
  {
    methods: any,
    path: /^\/analytics\//i,
    what: "the report or dashboard",
    holds: (body) => body !== undefined,
  },
];

/** What is missing in a 2xx answer, in words; undefined when it holds what it must. */
export function missingIn(method: string, pathname: string, body: unknown): string | undefined {
  if (pathname === "/services/data/") return allObjects(body) ? undefined : "the versions";
  const path = pathname.replace(/^\/services\/data\/v\d+\.\d+/, "").replace(/\?.*$/s, "");
  const expected = expectations.find((one) => one.methods.test(method) && one.path.test(path));
  return expected === undefined || expected.holds(body) ? undefined : expected.what;
}

/** Whether an answer with a good status says itself that nothing was saved. */
export function saysFailed(body: unknown): body is JsonObject {
  return isObject(body) && body["success"] === false;
}
