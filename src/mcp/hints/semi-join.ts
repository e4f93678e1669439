import { describeObject } from "../../salesforce/metadata/describe.ts";
import { askedObject, type Failure } from "./failure.ts";
import { masked } from "./statement.ts";

const exists = /\b(not\s+)?exists\s*\(\s*select\b[^()]*?\bfrom\s+(\w+)\b([^()]*)/di;

/** A condition that ties two objects together, `AccountId = Account.Id`; SOQL's semi-join does so itself. */
const tie = /^[\w.]+\s*=\s*(?!(?:null|true|false)$)[A-Za-z_][\w.]*$/i;

/** Conditions that AND joins, with texts left whole. */
function joinedByAnd(text: string): string[] {
  const joints = [...masked(text).matchAll(/\sand\s/gi)];
  const starts = [0, ...joints.map(({ index }) => index + 4)];
  return starts.map((start, place) => text.slice(start, joints[place]?.index).trim());
}

/** What stands behind an inner FROM: an alias and conditions, without those that tie the objects together. */
function withoutTies(text: string): string {
  const [, alias = "", conditions = ""] =
    /^(?:(?!where\b)(\w+)\s*)?(?:where\s+([\s\S]*))?$/i.exec(text.trim()) ?? [];
  const own = joinedByAnd(conditions).filter((condition) => condition !== "" && !tie.test(condition));
  return own.length === 0 ? "" : ` ${alias}${alias && " "}WHERE ${own.join(" AND ")}`;
}

/** What no semi-join may select from. */
const unjoined = /^(?:ActivityHistory|Attachments?|Event|EventAttendee|Note|OpenActivity|Task|\w*Tag)$/;

/** EXISTS (SELECT …) as the semi-join that asks the same. Undefined where the inner object has no reference to the outer one. */
export async function semiJoinFor(soql: string, failure: Failure): Promise<string | undefined> {
  const found = exists.exec(masked(soql));
  const outer = askedObject(failure);
  const [, , , span] = found?.indices ?? [];
  const [, not, inner] = found ?? [];
  if (!span || inner === undefined || outer === undefined) return undefined;
  const { name, fields } = await describeObject(failure.salesforce, inner);
  const text = soql.slice(...span);
  const references = fields.filter(({ referenceTo }) => referenceTo.includes(outer));
  const meant = references.find((field) => new RegExp(String.raw`\b${field.name}\b`, "i").test(text));
  const reference = meant ?? references[0];
  if (!reference) return undefined;
  const select = `SELECT ${reference.name} FROM ${name}${withoutTies(text)}`;
  const joined = `Id ${not ? "NOT IN" : "IN"}`;
  return unjoined.test(name)
    ? `SOQL has no EXISTS, and ${name} takes no semi-join: run ${select} first, and put its ids into ${joined} (…).`
    : `SOQL has no EXISTS: ${joined} (${select}).`;
}
