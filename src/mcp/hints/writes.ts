import { callOf } from "../../errors.ts";
import { describeObject } from "../../salesforce/metadata/describe.ts";
import type { DescribeField } from "../../salesforce/rest/answers.ts";
import { sameName } from "../../spelling.ts";
import { askedObject, type Failure, objectOf, recordOf } from "./failure.ts";
import { parentAsText } from "./names.ts";
import { partsHint } from "./query-rules.ts";

async function fieldOf(failure: Failure, name: string): Promise<DescribeField | undefined> {
  const object = askedObject(failure);
  if (object === undefined) return undefined;
  const { fields } = await describeObject(failure.salesforce, object);
  return fields.find((field) => sameName(field.name, name));
}

function valuesOf({ picklistValues }: DescribeField): string {
  const values = picklistValues.filter(({ active }) => active).map(({ value }) => value);
  return values.slice(0, 40).join(", ");
}

/** Several values of a multi-select picklist are one text, whatever they were given as. */
function joinedValues({ type, picklistValues, name }: DescribeField, value: unknown): string | undefined {
  if (type !== "multipicklist") return undefined;
  const given = Array.isArray(value)
    ? value.map(String)
    : typeof value === "string"
      ? value.split(/\s*[,|]\s*/)
      : [];
  const known = given.flatMap(
    (one) => picklistValues.find((entry) => sameName(entry.value, one))?.value ?? [],
  );
  return given.length > 1 && known.length === given.length
    ? `Several values are one text with ; between them: "${name}": "${known.join(";")}".`
    : undefined;
}

export async function badPicklist(failure: Failure): Promise<string | undefined> {
  const [name] = failure.item.fields;
  const field = name === undefined ? undefined : await fieldOf(failure, name);
  if (!field) return "describeObject lists the values that a picklist takes.";
  const joined = joinedValues(field, recordOf(failure)[field.name]);
  if (joined) return joined;
  const values = valuesOf(field);
  const separator = field.type === "multipicklist" ? " (several with ; between them)" : "";
  return values === "" ? undefined : `${field.name} takes ${values}${separator}.`;
}

const shapes: Readonly<Record<string, string>> = {
  date: "a day: 2026-12-31",
  datetime: "a moment with its zone: 2026-12-31T11:29:09Z",
  boolean: "true or false",
  int: "a whole number without separators",
  double: "a number without separators",
  currency: "a number without separators or currency",
  percent: "a number without %",
};

/** The field whose value Salesforce could not read: the one that holds what its message repeats. */
async function unreadField(failure: Failure): Promise<DescribeField | undefined> {
  const record = recordOf(failure);
  const named = failure.item.fields[0];
  if (named !== undefined) return fieldOf(failure, named);
  const [, type = "", value = ""] =
    /instance of (\w+) from (?:VALUE_\w+ value )?(.*?) or request may/.exec(failure.item.message) ?? [];
  for (const [name, given] of Object.entries(record)) {
    const field = await fieldOf(failure, name);
    const fits = value.startsWith("START_ARRAY") ? Array.isArray(given) : String(given) === value;
    if (field && fits && (field.type === type.toLowerCase() || type !== "multipicklist")) return field;
  }
  return undefined;
}

export async function unreadableValue(failure: Failure): Promise<string> {
  const field = await unreadField(failure);
  const joined = field && joinedValues(field, recordOf(failure)[field.name]);
  if (joined) return joined;
  const shape = field && shapes[field.type];
  if (field && shape) return `${field.name} takes ${shape}.`;
  const parent = await parentAsText(failure).catch(() => undefined);
  if (parent) return parent;
  return "A value has the wrong type or shape: dates are 2026-05-06, date-times 2026-05-06T11:29:09Z, numbers bare; describeObject shows each field's type.";
}

function notNow(field: DescribeField): string {
  if (field.name === "IsConverted") return "A lead is converted by convertLead; leave IsConverted out.";
  if (field.createable && !field.updateable)
    return `${field.name} can only be set when the record is created; leave it out.`;
  if (!field.createable && field.updateable)
    return `${field.name} can only be changed later: create the record without it, then update it.`;
  if (field.calculated) return `${field.name} is a formula; leave it out and change what it is made from.`;
  if (field.name === "Id") return "Id stands beside the record, not in it.";
  return `${field.name} cannot be written; leave it out.`;
}

/** Fields that were given and cannot be written: an address by its parts, others with the reason. */
export async function notWritable(failure: Failure): Promise<string> {
  const listed = /fields?: ([\w, ]+?)\./.exec(failure.item.message)?.[1]?.split(/,\s*/) ?? [];
  const names = failure.item.fields.length > 0 ? failure.item.fields : listed;
  const hints = await Promise.all(
    names.slice(0, 5).map(async (name) => {
      const parts = await partsHint(name, failure);
      if (parts) return parts;
      const field = await fieldOf(failure, name);
      return field && notNow(field);
    }),
  );
  const found = hints.filter((hint) => hint !== undefined);
  return found.length > 0
    ? found.join(" ")
    : "Leave out fields that cannot be written (formulas, system fields, Id); describeObject shows which can.";
}

export function requiredFields(failure: Failure): string {
  const object = objectOf(failure);
  const fields = failure.item.fields.join(", ");
  return `Give ${fields || "the fields named above"} a value${object ? `; ${callOf("describeObject", { object })} marks the required fields` : ""}.`;
}

export async function tooLong(failure: Failure): Promise<string> {
  const [name] = failure.item.fields;
  const field = name === undefined ? undefined : await fieldOf(failure, name);
  return field
    ? `${field.name} holds ${field.length} characters; shorten the value.`
    : "Shorten the value; describeObject shows how long a field may be.";
}

/** The records that a duplicate rule found, where the answer names them, else how to see them. */
export function duplicates(failure: Failure): string {
  const found = (failure.item.duplicates ?? []).filter(({ object }) => failure.allows(object));
  const others = failure.takes("allowDuplicates")
    ? " If this is another one, allowDuplicates: true saves it all the same where the rule permits."
    : "";
  if (found.length === 0)
    return `A duplicate rule found a similar record: look for it first; createRecord with the same values names what was found.${others}`;
  const shown = found.slice(0, 5).map(({ object, id, name }) => `${object} ${id}${name ? ` (${name})` : ""}`);
  const more = found.length > 5 ? ` and ${found.length - 5} more` : "";
  return `The rule ${found[0]?.rule} found ${shown.join(", ")}${more}: update that record instead.${others}`;
}
