import fc from "fast-check";
import type { DemoOrg } from "../../src/demo/org.ts";
import { changed, Id, idOf, made, type ObjectName, objectNames, type Values } from "./random-records.ts";

/** A call that writes. */
export interface RandomWrite {
  name: string;
  args: Values;
}

const object = fc.constantFrom(...objectNames);
const optional = <T>(value: fc.Arbitrary<T>, name: string) =>
  fc
    .option(value, { freq: 2, nil: undefined })
    .map((given) => (given === undefined ? {} : { [name]: given }));
const allowDuplicates = optional(fc.boolean(), "allowDuplicates");
const assignmentRule = optional(
  fc.constantFrom<unknown>(false, "01QDE00000000AA").map((id) => id),
  "assignmentRule",
);
const since = optional(
  fc.constantFrom("2001-01-01", "2099-01-01T00:00:00Z", "2026-11-29T00:00:00Z"),
  "ifUnmodifiedSince",
);
const externalIdField = fc.oneof(
  { weight: 6, arbitrary: fc.constant("External_Id__c") },
  { weight: 3, arbitrary: fc.constant("Legacy_Key__c") },
  fc.constantFrom("Phone", "Id"),
);
const externalId = fc.constantFrom("K-1", "K-2", "SHARED", "none has it", "a/b ?#%", "5");

const create = object.chain((of) =>
  fc.tuple(made(of), allowDuplicates, assignmentRule).map(
    ([record, ...more]): RandomWrite => ({
      name: "createRecord",
      args: Object.assign({ object: of, record }, ...more),
    }),
  ),
);
const update = object.chain((of) =>
  fc.tuple(idOf(of), changed(of), allowDuplicates, assignmentRule, since).map(
    ([id, record, ...more]): RandomWrite => ({
      name: "updateRecord",
      args: Object.assign({ object: of, id, record }, ...more),
    }),
  ),
);
const upsert = fc.constantFrom<ObjectName>("Account", "Project__c", "Contact").chain((of) =>
  fc.tuple(externalIdField, externalId, made(of), optional(fc.boolean(), "updateOnly"), allowDuplicates).map(
    ([field, value, record, ...more]): RandomWrite => ({
      name: "upsertRecord",
      args: Object.assign({ object: of, externalIdField: field, externalId: value, record }, ...more),
    }),
  ),
);
const remove = fc
  .oneof({ weight: 5, arbitrary: object }, fc.constantFrom("User", "Nothing"))
  .chain((of) => idOf(of).map((id): RandomWrite => ({ name: "deleteRecord", args: { object: of, id } })));

const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 5 });
const allOrNone = optional(fc.boolean(), "allOrNone");

const collection = object.chain((of) =>
  fc
    .oneof(
      list(made(of)).map((records): Values => ({ operation: "create", records })),
      list(fc.tuple(idOf(of), changed(of))).map(
        (pairs): Values => ({
          operation: "update",
          records: pairs.map(([Id, values]) => ({ Id, ...values })),
        }),
      ),
      fc.tuple(list(made(of)), externalIdField).map(
        ([records, field]): Values => ({
          operation: "upsert",
          externalIdField: field,
          records: records.map((record, index) => ({ [field]: `K-${index + 1}`, ...record })),
        }),
      ),
      fc
        .tuple(list(idOf(of)), changed(of))
        .map(([ids, record]): Values => ({ operation: "update", ids, record })),
      list(idOf(of)).map((ids): Values => ({ operation: "delete", ids })),
    )
    .chain((own) =>
      fc.tuple(allOrNone, allowDuplicates).map(
        (more): RandomWrite => ({
          name: "executeCollection",
          args: Object.assign({ object: of, ...own }, ...more),
        }),
      ),
    ),
);

interface PlannedPart {
  method: string;
  /** Behind it the id, where there is one. */
  url: string;
  id?: Id;
  body?: unknown;
}

const part: fc.Arbitrary<PlannedPart> = object.chain((of) =>
  fc.oneof(
    made(of).map((body): PlannedPart => ({ method: "POST", url: `sobjects/${of}`, body })),
    fc
      .tuple(idOf(of), changed(of))
      .map(([id, body]): PlannedPart => ({ method: "PATCH", url: `sobjects/${of}/`, id, body })),
    idOf(of).map((id): PlannedPart => ({ method: "DELETE", url: `sobjects/${of}/`, id })),
    idOf(of).map((id): PlannedPart => ({ method: "GET", url: `sobjects/${of}/`, id })),
    fc
      .tuple(
        externalId.filter((value) => /^[\w-]+$/.test(value)),
        made(of),
      )
      .map(
        ([value, body]): PlannedPart => ({
          method: "PATCH",
          url: `sobjects/${of}/External_Id__c/${value}`,
          body,
        }),
      ),
    list(made(of)).map(
      (records): PlannedPart => ({
        method: "POST",
        url: "composite/sobjects",
        body: { records: records.map((record) => ({ attributes: { type: of }, ...record })) },
      }),
    ),
  ),
);

/** Parts in a row; the last may refer to what the first has made. */
const composite = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 5 }), allOrNone, fc.boolean())
  .map(([parts, more, refers]): RandomWrite => {
    const compositeRequest = parts.map((one, index) => ({ ...one, referenceId: `p${index}` }));
    const child = {
      method: "POST",
      url: "sobjects/Contact",
      referenceId: "child",
      body: { LastName: "Child", AccountId: "@{p0.id}" },
    };
    return {
      name: "executeComposite",
      args: { compositeRequest: refers ? [...compositeRequest, child] : compositeRequest, ...more },
    };
  });

export const randomWrites = fc.oneof(
  { weight: 4, arbitrary: create },
  { weight: 4, arbitrary: update },
  { weight: 3, arbitrary: upsert },
  remove,
  { weight: 4, arbitrary: collection },
  { weight: 4, arbitrary: composite },
);

function filled(value: unknown, org: DemoOrg): unknown {
  if (value instanceof Id) return value.in(org);
  if (Array.isArray(value)) return value.map((item) => filled(item, org));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner, org)]));
}

/** A part's id belongs into its address. */
function addressed(part: Values): Values {
  const { id, url, ...others } = part;
  return { ...others, url: `${url}${id ?? ""}` };
}

/** The call with the ids of records that the org has now. */
export function writeNow({ name, args }: RandomWrite, org: DemoOrg): RandomWrite {
  const now = filled(args, org) as Values;
  const { compositeRequest } = now;
  if (!Array.isArray(compositeRequest)) return { name, args: now };
  return { name, args: { ...now, compositeRequest: compositeRequest.map(addressed) } };
}
