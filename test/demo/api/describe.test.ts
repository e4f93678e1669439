import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { describeGlobal, describeObject, routes } from "../../../src/demo/api/describe.ts";
import { errorOf, inProcessOrg } from "../in-process-org.ts";
import { realDescribes } from "./real-describes.ts";
import { realFields, usual } from "./real-fields.ts";

const { org, ask } = await inProcessOrg(routes, { seeded: false });
const { schema } = org;

type Described = Record<string, unknown>;

function fieldsOf(object: string): Described[] {
  const found = schema.object(object);
  if (!found) throw new Error(`no ${object}`);
  // A describe's fields are objects by construction.
  return describeObject(found, org, 52)["fields"] as Described[];
}

function usualField(): Described {
  const values = { true: true, false: false, null: null, zero: 0, empty: [] };
  const keys = Object.entries(values).flatMap(([name, value]) =>
    // The names are the keys of both.
    usual[name as keyof typeof usual].split(" ").map((key) => [key, value]),
  );
  return { ...Object.fromEntries(keys), type: "string", soapType: "xsd:string" };
}

function picklistOf(text: string): unknown[] {
  return text.split("^").map((entry) => {
    const [value = "", label = value] = entry.replace(/^\*/, "").split("~");
    return { active: true, defaultValue: entry.startsWith("*"), label, validFor: null, value };
  });
}

function valueFrom(key: string, text: string): unknown {
  if (key === "picklistValues") return picklistOf(text);
  if (key === "referenceTo") return text.split("/");
  if (key === "defaultValue" && text === "false") return false;
  return /^\d+$/.test(text) && key !== "defaultValue" ? Number(text) : text;
}

function realField(line: string): { path: string; object: string; field: Described } {
  const [path = "", label = "", flipped = "", ...others] = line.split("|");
  const [object = "", name = ""] = path.split(".");
  const field: Described = { ...usualField(), name, label };
  for (const key of flipped.split(" ").filter(Boolean)) field[key] = !field[key];
  for (const entry of others) {
    const [key = "", ...rest] = entry.split("=");
    field[key] = valueFrom(key, rest.join("="));
  }
  return { path, object, field };
}

const sample = realFields.trim().split("\n").map(realField);

describe("a describe agrees with a real org's", () => {
  test("the sample is of a size that says something", () => {
    expect(sample.length).toBe(74);
    for (const { field } of sample) expect(Object.keys(field)).toHaveLength(57);
  });

  test.each(sample)("$path: 57 of 57 keys", ({ object, field }) => {
    expect(fieldsOf(object).find(({ name }) => name === field["name"])).toEqual(field);
  });

  test("keys stand in alphabetical order", () => {
    for (const field of fieldsOf("Case")) expect(Object.keys(field)).toEqual(Object.keys(field).toSorted());
  });
});

/** Where the demo org's describes are not the real org's, and why. */
const deviations: Record<string, { keys: readonly string[]; why: string }> = {
  "Event.RecurrenceTimeZoneSidKey": {
    keys: ["picklistValues"],
    why: "no demo event recurs, and the names of all time zones would be a tenth of every describe",
  },
};
/** Lists of other things, and keys that some of the recordings are too old for. */
const leftOut = [
  "fields",
  "childRelationships",
  "urls",
  "actionOverrides",
  "namedLayoutInfos",
  "recordTypeInfos",
  "associateEntityType",
  "associateParentEntity",
  "sobjectDescribeOption",
];

function fingerprint(value: Described, without: readonly string[] = []): string {
  const kept = Object.entries(value).filter(([key]) => !without.includes(key));
  const hash = createHash("sha256").update(JSON.stringify(Object.fromEntries(kept)));
  return hash.digest("base64url").slice(0, 6);
}

interface Part {
  path: string;
  real: string;
  ours: Described | undefined;
  without?: readonly string[] | undefined;
}

/** Everything of an object that was recorded, beside what the demo org says. */
function partsOf(name: string, real: (typeof realDescribes)[string]): Part[] {
  const found = schema.object(name);
  const described = found ? describeObject(found, org, 52) : {};
  // Lists of objects by construction.
  const fields = (described["fields"] ?? []) as Described[];
  const children = (described["childRelationships"] ?? []) as Described[];
  const entries = (text: string) => text.trim().split(/\s+/).filter(Boolean);
  return [
    { path: name, real: real.object, ours: described, without: leftOut },
    ...entries(real.fields).map((entry) => {
      const [key = "", print = ""] = entry.split(":");
      const path = `${name}.${key}`;
      const ours = fields.find((field) => field["name"] === key);
      return { path, real: print, ours, without: deviations[path]?.keys };
    }),
    ...entries(real.children).map((entry) => {
      const [key = "", print = ""] = entry.split(":");
      const ours = children.find((child) => `${child["childSObject"]}.${child["field"]}` === key);
      return { path: `${name} → ${key}`, real: print, ours };
    }),
  ];
}

const agrees = ({ ours, without, real }: Part) => ours !== undefined && fingerprint(ours, without) === real;

describe("everything that was recorded of seven real objects", () => {
  const parts = Object.entries(realDescribes).flatMap(([name, real]) => partsOf(name, real));

  test("is what the demo org says, but for the deviations", () => {
    expect(parts.filter((part) => !agrees(part)).map(({ path }) => path)).toEqual([]);
  });

  test("agrees in 18,378 of 18,379 properties", () => {
    const sizes = parts
      .filter(agrees)
      .map(({ ours = {}, without = [] }) => Object.keys(ours).filter((key) => !without.includes(key)).length);
    const agreeing = sizes.reduce((sum, size) => sum + size, 0);
    const deviating = Object.values(deviations).flatMap(({ keys }) => keys).length;
    expect(`${agreeing} of ${agreeing + deviating}`).toBe("18378 of 18379");
  });
});

describe("objects", () => {
  test("a describe has the object's 45 keys, its children and record types", () => {
    const account = ask("GET", "/sobjects/account/describe").body as Described;
    expect(Object.keys(account)).toHaveLength(45);
    expect(account).toMatchObject({ name: "Account", keyPrefix: "001", mergeable: true, custom: false });
    expect(account["childRelationships"]).toContainEqual({
      cascadeDelete: true,
      childSObject: "Contact",
      deprecatedAndHidden: false,
      field: "AccountId",
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: "Contacts",
      restrictedDelete: false,
    });
    expect(account["recordTypeInfos"]).toContainEqual(
      expect.objectContaining({ name: "Master", master: true }),
    );
    expect(account["supportedScopes"]).toEqual([
      { label: "All accounts", name: "everything" },
      { label: "My accounts", name: "mine" },
      { label: "My team's accounts", name: "team" },
    ]);
  });

  test("every child relationship names a field that points back", () => {
    for (const object of schema.objects)
      for (const { childObject, field } of object.childRelationships)
        expect(schema.object(childObject)?.field(field)?.referenceTo).toContain(object.name);
  });

  test("every field's relationship name is unique in its object", () => {
    for (const object of schema.objects) {
      const names = object.fields
        .map(({ relationshipName }) => relationshipName)
        .filter((name) => name !== null);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test("the list of all objects has every one once, in order", () => {
    const { sobjects } = describeGlobal(org, 68) as { sobjects: { name: string; keyPrefix: string }[] };
    expect(sobjects.map(({ name }) => name)).toEqual(schema.objects.map(({ name }) => name).toSorted());
    expect(new Set(sobjects.map(({ keyPrefix }) => keyPrefix)).size).toBe(sobjects.length);
    expect(sobjects).toContainEqual(expect.objectContaining({ name: "Project__c", custom: true }));
  });

  test("an unknown object is not found", () => {
    const error = errorOf(ask("GET", "/sobjects/Nothing__c/describe"));
    expect(error).toMatchObject({ status: 404, errorCode: "NOT_FOUND" });
  });
});

describe("a copy that is still good is not sent again", () => {
  const { headers = {} } = ask("GET", "/sobjects/Lead/describe");

  test.each<[string, Record<string, string>, number]>([
    ["the tag", { "if-none-match": headers["ETag"] ?? "" }, 304],
    [
      "the tag as a compressing server writes it",
      { "if-none-match": (headers["ETag"] ?? "").replace(/"$/, '--gzip"') },
      304,
    ],
    ["another tag", { "if-none-match": '"00000000"' }, 200],
    ["the time it was sent with", { "if-modified-since": headers["Last-Modified"] ?? "" }, 304],
    ["an older time", { "if-modified-since": "Tue, 01 Jul 2025 00:00:00 GMT" }, 200],
    ["a time that is none", { "if-modified-since": "yesterday" }, 200],
  ])("%s", (_, sent, status) => {
    const answer = ask("GET", "/sobjects/Lead/describe", { headers: sent });
    expect(answer.status).toBe(status);
    expect(answer.body === undefined).toBe(status === 304);
  });

  test("the list of all objects too", () => {
    const { headers: sent = {} } = ask("GET", "/sobjects");
    expect(ask("GET", "/sobjects", { headers: { "if-none-match": sent["ETag"] ?? "" } }).status).toBe(304);
  });
});
