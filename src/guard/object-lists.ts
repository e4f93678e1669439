/** Which objects may be touched, by SALESFORCE_ALLOWED_OBJECTS and SALESFORCE_DENIED_OBJECTS. */
export interface ObjectLists {
  /** Why an object may not be touched, naming the setting; undefined for one that may. */
  refusal(name: string): string | undefined;
  /** The same for the parent of a record that may be touched, which tells nothing of another object. */
  parentRefusal(name: string): string | undefined;
  /** The same by the deny list alone. */
  denial(name: string): string | undefined;
}

/** Objects that show records of others, whatever these are. */
const showsAll = new Set([
  "name",
  "recentlyviewed",
  "deleteevent",
  "feedtrackedchange",
  "feeditem",
  "feedcomment",
  "fieldhistoryarchive",
  "feedrevision",
  "feedattachment",
  "feedlike",
  "feedpollchoice",
  "feedpollvote",
  "feedsignal",
  "newsfeed",
  "userprofilefeed",
]);

/**
 * Objects whose rows describe other objects: their fields, values, record types and who may see them.
 * Source: Object Reference and Tooling API, objects with a field for another object's name.
 */
const describesAll = new Set([
  "entitydefinition",
  "fielddefinition",
  "entityparticle",
  "relationshipinfo",
  "relationshipdomain",
  "picklistvalueinfo",
  "recordtype",
  "recordtypelocalization",
  "businessprocess",
  "objectpermissions",
  "fieldpermissions",
  "recordtypeinfo",
  "searchlayout",
  "standardaction",
  "userentityaccess",
  "userfieldaccess",
  "userrecordaccess",
  "ownerchangeoptioninfo",
  "listview",
  "datastatistics",
  "fieldsecurityclassification",
  "validationrule",
  "workflowrule",
  "customfield",
  "customobject",
  "layout",
  "compactlayout",
  "compactlayoutinfo",
  "compactlayoutiteminfo",
  "lookupfilter",
  "matchingrule",
  "matchingruleitem",
  "duplicaterule",
  "flowdefinitionview",
  "colordefinition",
  "icondefinition",
  "tabdefinition",
]);

/** Objects that are other objects' records under another name. */
const shows: Record<string, readonly string[]> = {
  openactivity: ["task", "event"],
  activityhistory: ["task", "event"],
  noteandattachment: ["note", "attachment"],
  combinedattachment: ["contentdocument", "note", "attachment"],
  attachedcontentdocument: ["contentdocument"],
  attachedcontentnote: ["contentnote"],
  lookedupfromactivity: ["task", "event"],
};

/** `AccountHistory`, `Secret__Share`: what Salesforce keeps about the records of an object. */
const companion =
  /^(.+?)(?:__(?:history|share|feed|tag|changeevent|viewstat|votestat|hd)|(?:field)?history|share|feed|tag|changeevent|ownersharingrule)$/;

/** The names under which a deny list may mean this object, in lower case. */
function meanings(name: string): string[] {
  const [, base] = companion.exec(name) ?? [];
  const own = [name, ...(base === undefined ? [] : [base, `${base}__c`]), ...(shows[name] ?? [])];
  // Without its namespace, which may be left out in the org that it belongs to.
  return [...own, ...own.map((text) => text.replace(/^[a-z]\w*?__(?=\w+__\w+$)/, ""))];
}

/** Whether a name in lower case is one of these, of which `*` at the end stands for anything. */
export function matcher(patterns: readonly string[]): (name: string) => boolean {
  const lower = patterns.map((pattern) => pattern.toLowerCase());
  const exact = new Set(lower.filter((pattern) => !pattern.endsWith("*")));
  const prefixes = lower.filter((pattern) => pattern.endsWith("*")).map((pattern) => pattern.slice(0, -1));
  return (name) => exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

/**
 * Case is ignored and `*` at the end stands for anything. A deny list goes before an allow list and covers an
 * object's history, shares and feed with it; an allow list covers what it names and nothing else.
 */
export function objectLists(
  allowed: readonly string[] | undefined,
  denied: readonly string[] | undefined,
): ObjectLists {
  const allows = allowed && matcher(allowed);
  const denies = denied && matcher(denied);
  const namedOutright = new Set((allowed ?? []).map((name) => name.toLowerCase()));
  const denial = (name: string) =>
    denies && meanings(name.toLowerCase()).some(denies) ? "SALESFORCE_DENIED_OBJECTS names it" : undefined;
  const parentRefusal = (given: string) => {
    const name = given.toLowerCase();
    const reason = denial(name);
    if (reason !== undefined) return reason;
    if (allows && !allows(name)) return "SALESFORCE_ALLOWED_OBJECTS does not name it";
    if (showsAll.has(name) && !namedOutright.has(name))
      return "it shows records of any object, and there are object lists";
    return undefined;
  };
  return {
    denial,
    parentRefusal,
    refusal(given) {
      const name = given.toLowerCase();
      const reason = parentRefusal(name);
      if (reason !== undefined) return reason;
      return describesAll.has(name) && !namedOutright.has(name)
        ? "it describes any object, and there are object lists"
        : undefined;
    },
  };
}

/** A name of an object list that stands for no object of the org. */
export interface UnknownName {
  setting: "SALESFORCE_ALLOWED_OBJECTS" | "SALESFORCE_DENIED_OBJECTS";
  name: string;
}

/** Names of the lists that protect nothing, or let nothing through, since none of these objects is meant by them. */
export function unknownNames(
  { allowedObjects = [], deniedObjects = [] }: { allowedObjects?: string[]; deniedObjects?: string[] },
  objects: readonly { name: string }[],
): UnknownName[] {
  const denies = (pattern: string) => {
    const { denial } = objectLists(undefined, [pattern]);
    return objects.some(({ name }) => denial(name) !== undefined);
  };
  const allows = (pattern: string) => {
    const matches = matcher([pattern]);
    return objects.some(({ name }) => matches(name.toLowerCase()));
  };
  const not = (setting: UnknownName["setting"], names: string[], isKnown: (name: string) => boolean) =>
    names.filter((name) => !isKnown(name)).map((name) => ({ setting, name }));
  return [
    ...not("SALESFORCE_ALLOWED_OBJECTS", allowedObjects, allows),
    ...not("SALESFORCE_DENIED_OBJECTS", deniedObjects, denies),
  ];
}
