/** What a call does to the org. */
export type Effect = "read" | "create" | "update" | "delete";

/**
 * One thing that a call would do, said before anything is sent. Read-only mode, confirmation, object
 * lists and audit look at nothing else. One that names no object, ids, statement, report or job may touch
 * any object, and is refused when there are object lists.
 */
export interface Action {
  effect: Effect;
  /** API name of the sObject, when one is named outright. */
  object?: string;
  /** Further objects; an empty list, with nothing else named, says that no object is touched. */
  objects?: readonly string[];
  ids?: readonly string[];
  /** Ids that stand in a request whose resource or body is not understood, for questions and the audit alone. */
  mentions?: readonly string[];
  /**
   * Where it goes from `object`, or from the objects of `ids`: `Account.Owner.Name`, the child relationship
   * `Contacts`, or `User:Owner.Key__c` when a polymorphic parent's object is given. Plain fields are left out.
   */
  paths?: readonly string[];
  /** How many records, when it is known and `ids` does not name them all. */
  count?: number;
  /** A statement whose objects are to be found out. */
  soql?: string;
  sosl?: string;
  /** A report or dashboard, whose objects only Salesforce can tell; `paths` are columns that the call filters by. */
  report?: string;
  /** A file by its id, of which only Salesforce can tell what it is attached or linked to. */
  file?: string;
  /** A bulk job by its id, whose object or statement only Salesforce can tell; its kind too, where it is not given. */
  job?: { id: string; kind?: "ingest" | "query" };
  /**
   * Its method does not tell what it does (a password is set, a flow runs), so it counts as destructive and is
   * shown to the user in the request's own words.
   */
  unforeseen?: true;
  /** What it runs (a flow, Apex, an approval), by each name that SALESFORCE_ALLOWED_ACTIONS may call it. */
  runs?: readonly string[];
  /** A quick action, whose objects only Salesforce can tell. */
  quickAction?: { name: string; object?: string | undefined };
  /** Work items of approvals, which are about records that only Salesforce can tell. */
  workItems?: readonly string[];
  /** What it does as a sentence without its subject, in place of what the fields above say: `run the flow X once`. */
  asked?: string;
  /** What the effect alone does not say, for the user who confirms it: `for good, past the recycle bin`. */
  manner?: string;
  /** What happens, in words for the user who confirms it, when the fields above do not say it. */
  words?: string;
}

/** What a call would do. There is no call of which nothing is said: the stages would have nothing to look at. */
export type Actions = readonly [Action, ...Action[]];

/** These actions, or `otherwise` where there are none. */
export function orElse(actions: readonly Action[], otherwise: Action): Actions {
  const [first, ...others] = actions;
  return first === undefined ? [otherwise] : [first, ...others];
}

/** Whether an action says at all what it touches; one that does not may touch anything, in any way. */
export function saysObjects(action: Action): boolean {
  const { object, objects, ids, soql, sosl, report, job, quickAction, workItems } = action;
  const said = [object, objects, ids, soql, sosl, report, job, quickAction, workItems];
  return said.some((value) => value !== undefined);
}

/** The objects that these delete from, where nothing else is said of how. */
export function deletedFrom(actions: readonly Action[]): string[] {
  const deletes = actions.filter(({ effect, manner }) => effect === "delete" && manner === undefined);
  return deletes.flatMap(({ object, objects = [] }) => object ?? [...objects]);
}
