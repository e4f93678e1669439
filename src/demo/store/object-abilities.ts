import type { ObjectSchema } from "./schema.ts";

interface Exceptions {
  /** Abilities that standard objects do not have by the general rule. */
  has?: readonly string[];
  lacks?: readonly string[];
  /** Scopes beside `everything`, `mine` and `team`: name → label. */
  scopes?: Readonly<Record<string, string>>;
}

const scopingRule = { scopingRule: "Filter by scope" };

const exceptions: Readonly<Record<string, Exceptions>> = {
  Account: { has: ["mergeable"] },
  Contact: { has: ["mergeable"], scopes: scopingRule },
  Lead: {
    has: ["mergeable"],
    scopes: { queue_owned: "Queue owned leads", ...scopingRule, user_owned: "User owned leads" },
  },
  Opportunity: { has: ["deepCloneable"], scopes: scopingRule },
  Case: {
    scopes: {
      genericteam: "My case teams cases",
      queue_owned: "Queue owned cases",
      team_by_role: "My role-based team's cases",
      user_owned: "User owned cases",
    },
    lacks: ["team"],
  },
  Event: { lacks: ["feedEnabled"], scopes: { delegated: "My delegated events", ...scopingRule } },
  Task: { scopes: { delegated: "My delegated tasks", ...scopingRule } },
  Campaign: { has: ["deepCloneable"], lacks: ["feedEnabled"] },
  CampaignMember: { lacks: ["undeletable"] },
  OpportunityContactRole: { lacks: ["undeletable"] },
  User: { lacks: ["mine", "team"] },
};

/** The yes-or-no keys that describes of an object and the list of all objects share. */
export function abilitiesOf(object: ObjectSchema): Record<string, boolean> {
  const usual = usualAbilities(object);
  // A describe that was loaded knows better.
  const told = Object.entries(usual).map(([name, can]) => [name, object.described?.[name] ?? can === true]);
  return Object.fromEntries(told);
}

function usualAbilities(object: ObjectSchema): Record<string, boolean> {
  const { has = [], lacks = [] } = exceptions[object.name] ?? {};
  const able = (name: string, usually: boolean) => has.includes(name) || (usually && !lacks.includes(name));
  return {
    activateable: false,
    createable: object.createable,
    custom: object.custom,
    customSetting: false,
    deepCloneable: able("deepCloneable", false),
    deletable: object.deletable,
    deprecatedAndHidden: false,
    feedEnabled: able("feedEnabled", object.layoutable && object.searchable),
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    layoutable: object.layoutable,
    mergeable: able("mergeable", false),
    mruEnabled: object.layoutable && object.searchable,
    queryable: object.queryable,
    replicateable: true,
    retrieveable: true,
    searchable: object.searchable,
    triggerable: object.layoutable,
    undeletable: able("undeletable", object.undeletable),
    updateable: object.updateable,
  };
}

/** What USING SCOPE takes: `{label, name}` in the order of names. */
export function scopesOf(object: ObjectSchema): { label: string; name: string }[] {
  const { lacks = [], scopes = {} } = exceptions[object.name] ?? {};
  const plural = object.labelPlural.toLowerCase();
  const usual: Record<string, string> = object.field("OwnerId")
    ? { everything: `All ${plural}`, mine: `My ${plural}`, team: `My team's ${plural}` }
    : { everything: `All ${plural}` };
  return Object.entries({ ...usual, ...scopes })
    .filter(([name]) => !lacks.includes(name))
    .map(([name, label]) => ({ label, name }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
