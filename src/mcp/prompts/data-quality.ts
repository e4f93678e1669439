import type { DescribeField, ObjectDescribe } from "../../salesforce/rest/answers.ts";
import { activeValues, describeFor, todayFacts, visibleFields } from "./facts.ts";
import type { Prompt } from "./prompt.ts";
import { listed, promptText, queryStep, type Step } from "./wording.ts";

/** Types of which COUNT(field) can be asked. */
const countable = new Set([
  ..."string picklist email phone url date datetime currency double int percent reference".split(" "),
]);
const mostCounted = 15;
const mostPicklists = 3;

/** What a person fills in, and what may be left empty; parts of a location are worked out. */
function isOptional(field: DescribeField): boolean {
  const { name, type, nillable, createable, calculated, filterable, aggregatable = true } = field;
  const given = nillable && createable && !calculated && !/Latitude|Longitude|GeocodeAccuracy/.test(name);
  return given && filterable && aggregatable && countable.has(type);
}

/** Fields whose share of filled records says most: those of contact, choices and the org's own first. */
function toCount({ fields }: ObjectDescribe): string[] {
  const rank = ({ type, custom }: DescribeField) =>
    ["email", "phone", "url", "picklist"].includes(type) ? 0 : custom ? 1 : 2;
  const chosen = fields.filter(isOptional).sort((a, b) => rank(a) - rank(b));
  return chosen.slice(0, mostCounted).map(({ name }) => name);
}

/** Choices that Salesforce does not hold people to, so that other values may stand in records. */
function freePicklists({ fields }: ObjectDescribe): DescribeField[] {
  const free = fields.filter(
    (field) => field.type === "picklist" && field.groupable && !field.restrictedPicklist && isOptional(field),
  );
  return free.slice(0, mostPicklists);
}

function picklistStep(object: string, field: DescribeField): Step {
  const soql = `SELECT ${field.name}, COUNT(Id) records FROM ${object} GROUP BY ${field.name} ORDER BY COUNT(Id) DESC`;
  return queryStep(
    `Values of ${field.name}, whose picklist has ${listed(activeValues(field), 15)}`,
    object,
    soql,
  );
}

function steps(object: string, describe: ObjectDescribe | undefined): Step[] {
  const counted = (describe ? toCount(describe) : []).map((name) => `COUNT(${name})`);
  const owned = describe?.fields.find(({ name }) => name === "OwnerId");
  const ownedByUsers = owned?.referenceTo.length === 1 && owned.referenceTo[0] === "User";
  return [
    ...(describe
      ? []
      : [
          {
            with: ["describeObject"],
            text: `describeObject ${JSON.stringify({ object })} for the fields; count with COUNT(field) those that matter`,
          },
        ]),
    queryStep(
      "How many records, and in how many each field is filled",
      object,
      `SELECT ${["COUNT(Id)", ...counted].join(", ")} FROM ${object}`,
    ),
    ...(describe ? freePicklists(describe).map((field) => picklistStep(object, field)) : []),
    ...visibleFields(["LastModifiedDate"], describe).map((date) =>
      queryStep(
        "What nobody has touched for two years",
        object,
        `SELECT COUNT() FROM ${object} WHERE ${date} < LAST_N_DAYS:730`,
      ),
    ),
    ...(ownedByUsers
      ? [
          queryStep(
            "Records of people who have left",
            object,
            `SELECT Owner.Name, COUNT(Id) records FROM ${object} WHERE Owner.IsActive = false GROUP BY Owner.Name ORDER BY COUNT(Id) DESC LIMIT 20`,
          ),
        ]
      : []),
  ];
}

export const dataQuality: Prompt = {
  title: "Check data quality",
  description:
    "How complete, valid and current the records of one Salesforce object are, and what to mend first",
  needs: ["executeQuery"],
  arguments: { object: { description: "API name (Account)", completes: "objects" } },
  actions: ({ object = "Account" }) => [{ effect: "read", object }],
  async text({ object = "Account" }, given) {
    const { org } = given;
    const [today = [], describe] = org ? await Promise.all([todayFacts(org), describeFor(object, org)]) : [];
    const required = describe?.fields.filter(
      ({ nillable, createable, defaultedOnCreate }) => createable && !nillable && !defaultedOnCreate,
    );
    return promptText(
      {
        ask: `Check the quality of our Salesforce data in ${describe ? `${describe.labelPlural ?? describe.label} (${describe.name})` : object}.`,
        facts: [
          ...today,
          ...(required && required.length > 0
            ? [
                `Salesforce itself requires ${listed(required.map(({ name }) => name))}, so that is never empty.`,
              ]
            : []),
        ],
        steps: steps(describe?.name ?? object, describe),
        answer:
          "Then answer with a table: field, share of records where it is filled, what is wrong, how many records. Below it the five things to mend first, each with the query that finds its records. Propose; change nothing unless I ask for it.",
      },
      given,
    );
  },
};
