import type { SettingName } from "./config.ts";

export interface KnownNames {
  toolsets: readonly string[];
  tools: readonly string[];
  toolsOf(toolset: string): readonly string[];
}

/** Chooses or makes, from two values of one setting, a value that allows no more than either. */
type Narrower = (a: string, b: string) => string;

function namesIn(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** Takes whichever of the two values stands later in this order. */
function strictest(...order: readonly string[]): Narrower {
  return (a, b) => (order.indexOf(a) >= order.indexOf(b) ? a : b);
}

const smaller: Narrower = (a, b) => (Number(a) <= Number(b) ? a : b);
const larger: Narrower = (a, b) => (Number(a) >= Number(b) ? a : b);
const both: Narrower = (a, b) => [...new Set([...namesIn(a), ...namesIn(b)])].join(",");

/** Whether the first pattern matches every name that the second matches; either may end with `*`. */
function covers(wide: string, narrow: string): boolean {
  const [a, b] = [wide.toLowerCase(), narrow.toLowerCase()];
  return a === b || (a.endsWith("*") && b.startsWith(a.slice(0, -1)));
}

/** What both lists name; empty when they have nothing in common. */
const common: Narrower = (a, b) => {
  const [left, right] = [namesIn(a), namesIn(b)];
  const within = (names: string[], lists: string[]) =>
    names.filter((name) => lists.some((pattern) => covers(pattern, name)));
  return [...new Set([...within(left, right), ...within(right, left)])].join(",");
};

const strictFlag = strictest("false", "0", "true", "1");

/** The settings about safety that are narrowed one by one; toolsets and tools are narrowed together. */
const narrowers: Partial<Record<SettingName, Narrower>> = {
  readOnly: strictFlag,
  production: strictFlag,
  confirm: strictest("never", "destructive", "writes"),
  allowedObjects: common,
  deniedObjects: both,
  allowedActions: common,
  rateLimit: smaller,
  maxConcurrentRequests: smaller,
  apiReservePercent: larger,
  auditDetail: strictest("full", "metadata"),
  // What comes first stays: `off` would take the user's way back, and `keep` leave records' values on the disk.
  undo: (own) => own,
};

/** Whether a setting is about safety, so that one source can only narrow what another says. */
export function isNarrowed(name: SettingName): boolean {
  return narrowers[name] !== undefined;
}

/** Well-formed texts of one setting about safety, the user's own first, brought together; empty when nothing at all is left. */
export function narrowed(name: SettingName, a: string, b: string): string {
  return narrowers[name]?.(a, b) ?? a;
}

interface Offered {
  toolsets?: string | undefined;
  tools?: string | undefined;
}

function toolsIn({ toolsets = "", tools = "" }: Offered, known: KnownNames): string[] {
  return [...namesIn(toolsets).flatMap((name) => known.toolsOf(name)), ...namesIn(tools)];
}

/** The tools that both offer, separated by commas; an unknown name is kept, so that it is refused. */
export function narrowedTools(a: Offered, b: Offered, known: KnownNames): string {
  const strange = namesIn(b.toolsets ?? "").filter((name) => !known.toolsets.includes(name));
  const own = namesIn(b.tools ?? "").filter((name) => !known.tools.includes(name));
  const inBoth = toolsIn(a, known).filter((name) => toolsIn(b, known).includes(name));
  return [...new Set([...inBoth, ...strange, ...own])].join(",");
}
