import { callOf } from "../../errors.ts";
import type { DescribeField, ObjectDescribe } from "../../salesforce/rest/answers.ts";
import { describeFor } from "./facts.ts";
import type { Prompt } from "./prompt.ts";
import { promptText, queryStep, type Step } from "./wording.ts";

const mostKeys = 5;
/** What Salesforce merges. */
const mergeable = new Set(["Account", "Contact", "Lead", "Case"]);

/** How well a field tells one record from another: the smaller the better, undefined for not at all. */
function keyRank({
  type,
  nameField,
  externalId,
  groupable,
  autoNumber,
  unique,
}: DescribeField): number | undefined {
  if (!groupable || autoNumber || unique) return undefined;
  if (type === "email") return 0;
  if (externalId) return 1;
  if (nameField) return 2;
  return type === "phone" || type === "url" ? 3 : undefined;
}

function keysOf({ fields }: ObjectDescribe): string[] {
  const ranked = fields.flatMap((field) => {
    const rank = keyRank(field);
    return rank === undefined ? [] : [{ name: field.name, rank }];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, mostKeys)
    .map(({ name }) => name);
}

function groupStep(object: string, key: string): Step {
  const soql = `SELECT ${key}, COUNT(Id) records FROM ${object} WHERE ${key} != null GROUP BY ${key} HAVING COUNT(Id) > 1 ORDER BY COUNT(Id) DESC LIMIT 50`;
  return queryStep(`The same ${key}`, object, soql);
}

function mergeSteps(object: string): Step[] {
  if (!mergeable.has(object)) return [];
  const call = callOf("mergeRecords", { object, masterId: "…", duplicateIds: ["…"] });
  return [
    {
      with: ["mergeRecords"],
      text: `Only when I have agreed to a pair: ${call} keeps the master, and cannot be taken back. Up to two duplicates a call`,
    },
  ];
}

/** What tells the records of a group apart, as far as the object has it. */
function columnsOf(describe: ObjectDescribe | undefined): string {
  const has = (name: string) => !describe || describe.fields.some((field) => field.name === name);
  const name = describe ? describe.fields.find(({ nameField }) => nameField)?.name : "Name";
  const owner = has("OwnerId") ? ["Owner.Name"] : [];
  const dates = ["CreatedDate", "LastModifiedDate"].filter(has);
  return ["Id", ...(name === undefined ? [] : [name]), ...dates, ...owner].join(", ");
}

function steps(object: string, keys: readonly string[], describe: ObjectDescribe | undefined): Step[] {
  const created = `SELECT ${columnsOf(describe)} FROM ${object} WHERE ${keys[0] ?? "Name"} = '…'`;
  return [
    ...(describe
      ? []
      : [
          {
            with: ["describeObject"],
            text: `${callOf("describeObject", { object })} for the fields by which two records are the same`,
          },
        ]),
    ...keys.map((key) => groupStep(object, key)),
    {
      with: ["executeQuery"],
      text: `The records of a group, with executeQuery: ${created} and what else tells them apart`,
    },
    {
      with: ["executeSearch"],
      text: `executeSearch with a distinctive word finds other spellings (Ltd, GmbH, initials)`,
    },
    ...mergeSteps(object),
  ];
}

export const findDuplicates: Prompt = {
  title: "Find duplicates",
  description: "Which records of one Salesforce object stand there twice, and which of each pair to keep",
  needs: ["executeQuery"],
  arguments: { object: { description: "API name (Account)", completes: "objects" } },
  actions: ({ object = "Account" }) => [{ effect: "read", object }],
  async text({ object = "Account" }, given) {
    const describe = given.org && (await describeFor(object, given.org));
    const keys = describe ? keysOf(describe) : ["Name"];
    const name = describe?.name ?? object;
    return promptText(
      {
        ask: `Find duplicates among our Salesforce ${describe ? `${describe.labelPlural ?? describe.label} (${name})` : name}.`,
        facts: describe
          ? [`Fields that tell records apart here: ${keys.join(", ") || "none that can be grouped by"}.`]
          : [],
        steps: steps(name, keys, describe),
        answer:
          "Then answer with the groups that are surely the same and those that may be, each with ids, what agrees, what differs, and which one to keep (the fuller, older, more used). Shared phones and general mail addresses are no proof. Merge and delete nothing unless I ask for it.",
      },
      given,
    );
  },
};
