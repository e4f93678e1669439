import { masked } from "./statement.ts";

/** Conditions side by side: a whole clause, or what stands between two parentheses. */
interface Group {
  start: number;
  end: number;
  /** Where it is joined. */
  joints: { word: string; start: number; end: number }[];
}

const marks = /[()]|\b(?:where|having|and|or|group\s+by|order\s+by|limit|offset|with|for)\b/gi;

/** Every group of conditions of a statement, inner ones before those around them. */
function groupsIn(soql: string): Group[] {
  const done: Group[] = [];
  const open: Group[] = [{ start: 0, end: 0, joints: [] }];
  const close = (at: number) => {
    const group = open.pop();
    if (group) done.push({ ...group, end: at });
  };
  for (const { 0: mark, index: start } of masked(soql).matchAll(marks)) {
    const word = mark.toUpperCase();
    const end = start + mark.length;
    if (word === "AND" || word === "OR") open.at(-1)?.joints.push({ word, start, end });
    else {
      if (word !== "(") close(start);
      if (word !== ")") open.push({ start: end, end, joints: [] });
    }
  }
  while (open.length > 0) close(soql.length);
  return done;
}

/** The conditions, put together by those that `tight` joins: these stand in parentheses where they are several. */
function grouped(conditions: readonly string[], words: readonly string[], tight: "AND" | "OR"): string {
  const loose = tight === "AND" ? "OR" : "AND";
  const parts: string[][] = [[]];
  for (const [place, condition] of conditions.entries()) {
    if (words[place - 1] === loose) parts.push([]);
    parts.at(-1)?.push(condition);
  }
  const texts = parts.map((part) => (part.length > 1 ? `(${part.join(` ${tight} `)})` : part.join("")));
  return texts.join(` ${loose} `);
}

/** Longer conditions are not written out. */
const mostCharacters = 600;

/** AND beside OR, where Salesforce's mark stands on one of them, as the two things that can be meant by it. */
export function mixedLogic(message: string, soql: string, place: number | undefined): string | undefined {
  if (place === undefined || !/unexpected token: '(?:OR|AND)'/i.test(message)) return undefined;
  const group = groupsIn(soql).find(({ start, end }) => start <= place && place <= end);
  const words = group?.joints.map(({ word }) => word) ?? [];
  if (!group || new Set(words).size < 2) return undefined;
  const needs = "AND and OR side by side need parentheses";
  if (group.end - group.start > mostCharacters) return `${needs}: (… AND …) OR …, or … AND (… OR …).`;
  const starts = [group.start, ...group.joints.map(({ end }) => end)];
  const ends = [...group.joints.map(({ start }) => start), group.end];
  const conditions = starts.map((start, index) => soql.slice(start, ends[index]).trim());
  return `${needs}: ${grouped(conditions, words, "AND")}, or, if that is meant, ${grouped(conditions, words, "OR")}.`;
}
