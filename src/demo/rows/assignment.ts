import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import { assignmentRuleIds } from "../store/fixed-ids.ts";
import { to18 } from "../store/ids.ts";
import type { StoredRow } from "../store/store.ts";

interface AssignmentRule {
  id: string;
  name: string;
  object: string;
  active: boolean;
  /** The queue that gets the rows that match. */
  queue: string;
  matches(row: StoredRow): boolean;
}

export const assignmentRules: readonly AssignmentRule[] = [
  {
    id: assignmentRuleIds.leads,
    name: "Web leads to the queue",
    object: "Lead",
    active: true,
    queue: "Lead_Queue",
    matches: (row) => row["LeadSource"] === "Web",
  },
  {
    id: assignmentRuleIds.allLeads,
    name: "All leads to the queue",
    object: "Lead",
    active: false,
    queue: "Lead_Queue",
    matches: () => true,
  },
  {
    id: assignmentRuleIds.cases,
    name: "Web cases to support",
    object: "Case",
    active: true,
    queue: "Support_Queue",
    matches: (row) => row["Origin"] === "Web",
  },
  {
    id: assignmentRuleIds.allCases,
    name: "All cases to support",
    object: "Case",
    active: false,
    queue: "Support_Queue",
    matches: () => true,
  },
];

/** Sforce-Auto-Assign: true for the active rule, false for none, or the id of a rule. */
export type Assignment = boolean | string;

function ruleOf(object: string, assignment: Assignment): AssignmentRule | undefined {
  const own = assignmentRules.filter((rule) => rule.object === object);
  if (typeof assignment !== "string" || own.length === 0)
    return assignment ? own.find(({ active }) => active) : undefined;
  const rule = own.find(({ id }) => id === to18(assignment));
  if (rule) return rule;
  throw new ApiError(400, "INVALID_CROSS_REFERENCE_KEY", `invalid assignment rule id: ${assignment}`, []);
}

/** Gives a lead or a case to the queue that a rule says. Throws for a rule that does not exist. */
export function assign(org: Org, object: string, row: StoredRow, assignment: Assignment): void {
  const rule = org.ownRules ? ruleOf(object, assignment) : undefined;
  if (!rule?.matches(row)) return;
  const queue = org.store.get('SELECT "Id" FROM "Group" WHERE "DeveloperName" = ?', [rule.queue]);
  if (queue?.["Id"]) row["OwnerId"] = queue["Id"];
}
