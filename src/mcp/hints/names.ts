import { callOf } from "../../errors.ts";
import { describeGlobal, describeObject } from "../../salesforce/metadata/describe.ts";
import type { DescribeField, ObjectDescribe } from "../../salesforce/rest/answers.ts";
import { closest, didYouMean, sameName } from "../../spelling.ts";
import { askedObject, type Failure, objectOf, recordOf, statementOf } from "./failure.ts";
import { brokenRule, partsHint } from "./query-rules.ts";
import { masked } from "./statement.ts";

/** An alias in WHERE, HAVING or ORDER BY stands for a function, which is written again there. */
function aliasHint(name: string, soql: string): string | undefined {
  const text = masked(soql);
  const call = new RegExp(String.raw`(\w+\(\s*[\w.]*\s*\))\s+(?:as\s+)?${name}\b`, "i").exec(text)?.[1];
  if (call === undefined) return undefined;
  const before = text.slice(0, text.toLowerCase().lastIndexOf(name.toLowerCase()));
  const clause = [...before.matchAll(/\b(where|having|order\s+by|group\s+by)\b/gi)].at(-1)?.[1] ?? "";
  return /^where$/i.test(clause)
    ? `${name} is an alias of ${call}: conditions on it stand behind GROUP BY, HAVING ${call} ….`
    : `${name} is an alias: write the function again, ${clause.toUpperCase()} ${call}.`;
}

function relationshipsIn(named: readonly { relationshipName?: string | null }[]): { name: string }[] {
  return named.flatMap(({ relationshipName }) => (relationshipName ? [{ name: relationshipName }] : []));
}

/** The reference that a word names by its relationship, `Account`, or begins with it, `AccountName`, `Account.Name`. */
function referenceIn(
  describe: ObjectDescribe,
  word: string,
): { field: DescribeField; rest: string } | undefined {
  const plain = word.replaceAll("_", "").toLowerCase();
  const fits = describe.fields.flatMap((field) => {
    const relation = (field.relationshipName ?? "").replace(/__r$/, "").replaceAll("_", "").toLowerCase();
    if (relation === "" || !plain.startsWith(relation)) return [];
    return [{ field, rest: plain.slice(relation.length).replace(/^[._]/, "") }];
  });
  return fits.sort((a, b) => a.rest.length - b.rest.length)[0];
}

/** A relationship used as a field of its own, in a query. */
async function selectedRelationship(
  failure: Failure,
  object: string,
  name: string,
): Promise<string | undefined> {
  const describe = await describeObject(failure.salesforce, object);
  const found = referenceIn(describe, name);
  if (!found?.field.relationshipName) return undefined;
  const { field, rest } = found;
  const { relationshipName } = field;
  if (rest === "" || rest === "c" || rest === "r")
    return `${relationshipName} is a relationship: write ${relationshipName}.Name for the parent's name, ${field.name} for its id.`;
  const [target = ""] = field.referenceTo;
  const { fields } = await describeObject(failure.salesforce, target);
  const meant = fields.find((parent) => sameName(parent.name.replaceAll("_", ""), rest));
  return meant && `A parent's field is written with a dot: ${relationshipName}.${meant.name}.`;
}

/** A parent named in a record by anything else than an external id: `Account.Name`, `{"Owner":"Alex"}`. */
async function writtenRelationship(
  failure: Failure,
  object: string,
  name: string,
): Promise<string | undefined> {
  const describe = await describeObject(failure.salesforce, object);
  const found = referenceIn(describe, name);
  if (!found?.field.relationshipName) return undefined;
  const { field } = found;
  const [target = ""] = field.referenceTo;
  const { fields } = await describeObject(failure.salesforce, target);
  const key = fields.find(({ externalId }) => externalId);
  const value = recordOf(failure)[name];
  const text = typeof value === "string" ? value.replaceAll(/['\\]/g, "\\$&") : "…";
  const find = callOf("executeQuery", { soql: `SELECT Id, Name FROM ${target} WHERE Name = '${text}'` });
  return `A record names its parent by id, ${field.name}${key ? `, or by external id, {"${field.relationshipName}":{"${key.name}":"…"}}` : ""}; ${find} finds it.`;
}

/** Objects that a task or event is most often about; describing every possible one would take too long. */
const likely = ["Opportunity", "Account", "Case", "Lead", "Contact", "Campaign"];

/** A polymorphic parent shows only what all of its kinds have. */
async function polymorphic(failure: Failure, field: string): Promise<string | undefined> {
  const soql = statementOf(failure) ?? "";
  const path = new RegExp(String.raw`\b(\w+)\.${field}\b`, "i").exec(soql)?.[1];
  const object = askedObject(failure);
  if (!path || !object) return undefined;
  const { fields } = await describeObject(failure.salesforce, object);
  const reference = fields.find(({ relationshipName }) => sameName(relationshipName ?? "", path));
  const targets = likely.filter((name) => reference?.referenceTo.includes(name));
  const described = await Promise.all(targets.map((target) => describeObject(failure.salesforce, target)));
  const having = described
    .filter((target) => target.fields.some(({ name }) => sameName(name, field)))
    .map(({ name }) => name);
  const whens = (having.length > 0 ? having : targets.slice(0, 1)).map(
    (target) => `WHEN ${target} THEN ${field}`,
  );
  return `${path} may be of several objects; a field of one of them is asked with SELECT TYPEOF ${path} ${whens.join(" ")} END. For all of them there are ${path}.Name and ${path}.Type.`;
}

/** What to do about a name that a statement or record uses and the object does not have. */
export async function unknownField(failure: Failure): Promise<string | undefined> {
  const { message } = failure.item;
  const broken = await brokenRule(failure);
  if (broken) return broken;
  const soql = statementOf(failure);
  if (
    soql &&
    /\bfrom\s+\w+(?:\s+\w+)?\s*,/i.test(masked(soql)) &&
    /Didn't understand relationship/.test(message)
  )
    return "A query has one object behind FROM: parents' fields are written with a dot (Account.Name), children come by a subquery; unrelated objects by two queries.";
  const relationship = /Didn't understand relationship '([^']+)'/.exec(message)?.[1];
  const field = /No such column '([^']+)'/.exec(message)?.[1] ?? relationship;
  const object = objectOf(failure);
  if (field?.includes(".") && Array.isArray(failure.args["fields"]))
    return `Parents' fields come by a query: ${callOf("executeQuery", { soql: `SELECT ${field} FROM ${object ?? "…"} WHERE Id = '…'` })}.`;
  if (object === undefined) return "describeObject lists an object's fields and relationships.";
  if (field === undefined)
    return (await parentAsText(failure)) ?? `${callOf("describeObject", { object })} lists its fields.`;
  return (await nameHint(failure, object, field, relationship)) ?? undefined;
}

/** A record whose parent is a text in place of an id or an external id: errors about it name the parent's object, or nothing. */
export async function parentAsText(failure: Failure): Promise<string | undefined> {
  const object = askedObject(failure);
  if (object === undefined) return undefined;
  const { fields } = await describeObject(failure.salesforce, object);
  const relationships = relationshipsIn(fields);
  const [parent] =
    Object.entries(recordOf(failure)).find(
      ([name, value]) => typeof value === "string" && relationships.some((one) => sameName(one.name, name)),
    ) ?? [];
  return parent === undefined ? undefined : writtenRelationship(failure, object, parent);
}

async function nameHint(
  failure: Failure,
  object: string,
  field: string,
  relationship: string | undefined,
): Promise<string | undefined> {
  const soql = statementOf(failure);
  const see = callOf("describeObject", { object, search: field.replace(/__[cr]$/, "") });
  if (soql && object === "Name") return polymorphic(failure, field);
  const alias = soql && aliasHint(field, soql);
  if (alias) return alias;
  if (relationship) {
    const parts = await partsHint(relationship, failure);
    if (parts) return parts;
    const { fields } = await describeObject(failure.salesforce, object);
    return `${didYouMean(closest(relationship, relationshipsIn(fields)), "before")}${callOf("describeObject", { object })} names each reference's relationship (as …); children come by a subquery.`;
  }
  if (!soql && field in recordOf(failure)) {
    const parts = await partsHint(field, failure);
    if (parts) return parts;
    const parent = await writtenRelationship(failure, object, field);
    if (parent) return parent;
  }
  const parent = soql && (await selectedRelationship(failure, object, field).catch(() => undefined));
  if (parent) return parent;
  const { fields } = await describeObject(failure.salesforce, object);
  return `${didYouMean(closest(field, fields), "before")}${see} lists its fields.`;
}

/** A subquery selects FROM a relationship's name, Contacts, and not from the object's. */
async function unknownChildren(name: string, failure: Failure): Promise<string> {
  const object = askedObject(failure);
  if (object === undefined) return "A subquery selects FROM the relationship's name.";
  const { childRelationships } = await describeObject(failure.salesforce, object);
  const ofObject = childRelationships.filter(({ childSObject }) => sameName(childSObject, name));
  const near =
    ofObject.length > 0
      ? relationshipsIn(ofObject)
          .map((child) => child.name)
          .slice(0, 3)
      : closest(name, relationshipsIn(childRelationships));
  const see = callOf("describeObject", { object, include: ["childRelationships"] });
  return `${didYouMean(near, "before")}A subquery selects FROM the relationship's name; ${see} lists them.`;
}

export async function unknownObject(failure: Failure): Promise<string | undefined> {
  const children = /Didn't understand relationship '([^']+)' in FROM/.exec(failure.item.message)?.[1];
  if (children) return unknownChildren(children, failure);
  const named = /sObject type '([^']+)'/.exec(failure.item.message)?.[1] ?? failure.args["object"];
  if (typeof named !== "string") return undefined;
  return objectHint(named, failure);
}

/** The objects that a name may have meant. */
export async function objectHint(named: string, { salesforce }: Failure): Promise<string> {
  const names = closest(named, await describeGlobal(salesforce));
  return `${didYouMean(names, "before")}${callOf("listAllObjects", { search: named.replace(/__c$/, "") })} finds objects by name or label.`;
}
