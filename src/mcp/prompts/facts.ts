import { calendarOf } from "../../salesforce/metadata/calendar.ts";
import { describeObject } from "../../salesforce/metadata/describe.ts";
import type { DescribeField, ObjectDescribe } from "../../salesforce/rest/answers.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { listed } from "./wording.ts";

/** Today where the user is, and the fiscal year and quarter that it lies in. */
export async function todayFacts({ salesforce, allows }: ToolContext): Promise<string[]> {
  const { today, zone, fiscalYear } = await calendarOf(salesforce, allows);
  if (!fiscalYear) return [`Today is ${today} (${zone}).`];
  const { name, start, end, quarter } = fiscalYear;
  return [
    `Today is ${today} (${zone}). Fiscal year ${name}: ${start} to ${end}; quarter ${quarter.number}: ${quarter.start} to ${quarter.end}.`,
  ];
}

export function describeFor(object: string, { salesforce }: ToolContext): Promise<ObjectDescribe> {
  return describeObject(salesforce, object);
}

/** The values of a picklist that can be chosen now. */
export function activeValues({ picklistValues }: DescribeField): string[] {
  return picklistValues.flatMap(({ value, active }) => (active ? [value] : []));
}

/** `Stages, in order: "Prospecting", …`; nothing where the user does not see the field. */
export function picklistFact(say: string, name: string, { fields }: ObjectDescribe): string[] {
  const field = fields.find((candidate) => candidate.name === name);
  const values = field ? activeValues(field) : [];
  return values.length > 0 ? [`${say}: ${listed(values)}.`] : [];
}

/** Those of these fields that the user sees; without a describe all of them. */
export function visibleFields(names: readonly string[], describe: ObjectDescribe | undefined): string[] {
  return names.filter((name) => !describe || describe.fields.some((field) => field.name === name));
}
