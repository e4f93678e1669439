import { basename } from "node:path";
import type { JsonRecord } from "../../json.ts";
import type { PicklistValue } from "../../store/schema.ts";
import type { XmlFile } from "./xml-file.ts";

function entryValue(file: XmlFile, entry: JsonRecord): PicklistValue {
  const value = file.text("fullName", entry) ?? "";
  return {
    value,
    label: file.text("label", entry) ?? value,
    active: file.text("isActive", entry) !== "false",
    defaultValue: file.is("default", entry),
  };
}

/** Global value sets by name, and standard ones by `Account.Industry`. */
export type ValueSets = ReadonlyMap<string, readonly PicklistValue[]>;

/** The fields that the standard value sets are of (Metadata API, StandardValueSet). */
const standardSets: Readonly<Record<string, readonly string[]>> = {
  AccountRating: ["Account.Rating", "Lead.Rating"],
  AccountOwnership: ["Account.Ownership"],
  AccountType: ["Account.Type"],
  CampaignMemberStatus: ["CampaignMember.Status"],
  CampaignStatus: ["Campaign.Status"],
  CampaignType: ["Campaign.Type"],
  CaseOrigin: ["Case.Origin"],
  CasePriority: ["Case.Priority"],
  CaseReason: ["Case.Reason"],
  CaseStatus: ["Case.Status"],
  CaseType: ["Case.Type"],
  ContactRole: ["OpportunityContactRole.Role"],
  Industry: ["Account.Industry", "Lead.Industry"],
  LeadSource: ["Lead.LeadSource", "Contact.LeadSource", "Opportunity.LeadSource", "Account.AccountSource"],
  LeadStatus: ["Lead.Status"],
  OpportunityStage: ["Opportunity.StageName"],
  OpportunityType: ["Opportunity.Type"],
  Product2Family: ["Product2.Family"],
  Salutation: ["Contact.Salutation", "Lead.Salutation"],
  TaskPriority: ["Task.Priority"],
  TaskStatus: ["Task.Status"],
};

/** Reads the value sets that stand in files of their own. */
export function valueSetsOf(files: readonly XmlFile[]): ValueSets {
  const sets = new Map<string, readonly PicklistValue[]>();
  for (const file of files) {
    const [, name = "", kind] =
      /^(.+)\.(global|standard)ValueSet-meta\.xml$/.exec(basename(file.file.name)) ?? [];
    if (kind === "global")
      sets.set(
        name,
        file.list("customValue").map((entry) => entryValue(file, entry)),
      );
    const values = file.list("standardValue").map((entry) => entryValue(file, entry));
    if (kind === "standard") for (const field of standardSets[name] ?? []) sets.set(field, values);
  }
  return sets;
}

/** The values of a picklist field, its own or those of a global set. Throws LoadError for a set that is not there. */
export function picklistOf(
  file: XmlFile,
  sets: ValueSets,
): { values: readonly PicklistValue[]; restricted: boolean } | undefined {
  const valueSet = file.within("valueSet");
  const named = file.text("valueSetName", valueSet);
  const restricted = file.is("restricted", valueSet);
  if (named !== undefined) {
    const values = sets.get(named);
    if (values) return { values, restricted: true };
    throw file.refuse(
      `>${named}<`,
      `takes its values from the global value set ${named}, which is not in the folder.`,
      `Put globalValueSets/${named}.globalValueSet-meta.xml into it.`,
    );
  }
  const entries = file.list("value", file.within("valueSetDefinition", valueSet));
  return entries.length === 0
    ? undefined
    : { values: entries.map((entry) => entryValue(file, entry)), restricted };
}
