import { isObject } from "../../json-object.ts";
import type { Salesforce } from "../rest/client.ts";
import { shortId } from "./identity.ts";

/** What tells a record of these objects for a person; `Name` does for most others. Source: Object Reference. */
const nameFields: Record<string, string> = {
  case: "CaseNumber",
  task: "Subject",
  event: "Subject",
  contract: "ContractNumber",
  order: "OrderNumber",
  contentdocument: "Title",
  contentversion: "Title",
  solution: "SolutionName",
  idea: "Title",
};

const alwaysName = new Set(["account", "contact", "lead", "opportunity", "user", "campaign", "product2"]);

/** Objects of ids whose object nobody names, by the first three characters. Source: Object Reference, key prefixes. */
const prefixes: Record<string, string> = {
  "001": "Account",
  "003": "Contact",
  "005": "User",
  "006": "Opportunity",
  "00Q": "Lead",
  "00T": "Task",
  "00U": "Event",
  "00v": "CampaignMember",
  "01t": "Product2",
  "068": "ContentVersion",
  "069": "ContentDocument",
  "500": "Case",
  "701": "Campaign",
  "800": "Contract",
  "801": "Order",
};

/** The object that an id is of, for the objects that most orgs hold most of. */
export function usualObjectOf(id: string): string | undefined {
  return prefixes[id.slice(0, 3)];
}

/**
 * The field that names an object's records in every org and for every user; undefined where only the org can say.
 * Custom objects have `Name`; the subject of activities may be hidden.
 */
export function usualNameField(object: string): string | undefined {
  const name = object.toLowerCase();
  if (name === "task" || name === "event") return undefined;
  if (name.endsWith("__c") || alwaysName.has(name)) return "Name";
  return nameFields[name];
}

/** Salesforce takes five queries in one composite request. */
const mostObjects = 5;

function queryOf(object: string, ids: readonly string[]): string {
  const field = nameFields[object.toLowerCase()] ?? "Name";
  return `SELECT Id, ${field} FROM ${object} WHERE Id IN (${ids.map((id) => `'${id}'`).join(", ")})`;
}

function recordsOf(page: unknown): unknown[] {
  const records = isObject(page) ? page["records"] : undefined;
  return Array.isArray(records) ? records : [];
}

async function pagesOf(salesforce: Salesforce, queries: readonly string[]): Promise<unknown[]> {
  const [only = ""] = queries;
  if (queries.length === 1) return [await salesforce.get("/query", { query: { q: only } })];
  const version = await salesforce.apiVersion();
  const compositeRequest = queries.map((soql, index) => {
    const url = `/services/data/v${version}/query?q=${encodeURIComponent(soql)}`;
    return { method: "GET", url, referenceId: `names${index}` };
  });
  const body = { allOrNone: false, compositeRequest };
  const answer = await salesforce.post<unknown>("/composite", body, { idempotent: true });
  const parts = isObject(answer) ? answer["compositeResponse"] : undefined;
  return (Array.isArray(parts) ? parts : []).map((part: unknown) =>
    isObject(part) ? part["body"] : undefined,
  );
}

function nameIn(row: unknown): [string, string][] {
  if (!isObject(row) || typeof row["Id"] !== "string") return [];
  const { Id, attributes: _, ...fields } = row;
  const [name] = Object.values(fields);
  return typeof name === "string" && name !== "" ? [[shortId(String(Id)), name]] : [];
}

/**
 * Names of records by the first 15 characters of their ids, by one request; what has none, is not there or may not
 * be seen is left out. `idsByObject` holds ids that are nothing but letters and digits; objects beyond five are not
 * asked for.
 */
export async function namesOf(
  salesforce: Salesforce,
  idsByObject: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, string>> {
  const queries = [...idsByObject].slice(0, mostObjects).map(([object, ids]) => queryOf(object, ids));
  const pages = await pagesOf(salesforce, queries);
  return new Map(pages.flatMap(recordsOf).flatMap(nameIn));
}
