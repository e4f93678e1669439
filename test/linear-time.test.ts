import { expect, test } from "vitest";
import { Secrets } from "../src/auth/secrets.ts";
import { cutText } from "../src/cut-text.ts";
import { csvHead } from "../src/files/csv-format.ts";
import { JsonScanner } from "../src/files/json-scanner.ts";
import { addressText, parseAddress } from "../src/guard/subrequest-url.ts";
import { parseJson } from "../src/json-numbers.ts";
import { fitJson } from "../src/mcp/answers/fit-json.ts";
import { tamed, visible } from "../src/mcp/answers/visible.ts";
import { mixedLogic } from "../src/mcp/hints/mixed-logic.ts";
import { literalMeant, sqlHabit } from "../src/mcp/hints/sql-habits.ts";
import { masked } from "../src/mcp/hints/statement.ts";
import { statementEffect } from "../src/salesforce/soql/effect.ts";
import { soqlScope, soslScopes } from "../src/salesforce/soql/scopes.ts";
import { outerObject, selectList } from "../src/salesforce/soql/select-list.ts";

/** Ten times the length may cost so many times as long; what grows by the square costs a hundred times. */
const mostTimes = 15;
/** A text that takes less than this many milliseconds is too short to be timed. */
const leastMilliseconds = 2;
/** Garbage that is collected slows one measurement, but not each of so many. */
const tries = 6;

/** Openings that never end, and what patterns would look for again from each place. */
const kinds = [
  "{",
  "(",
  "'",
  "\\'",
  '"',
  "@{",
  "@{a.",
  "@{a[0]",
  " ",
  "\r",
  "\n",
  "a",
  "a,",
  "0.",
  "from ",
  "(SELECT ",
];

/** Everything here reads a text from outside. */
const readers: Record<string, (text: string) => unknown> = {
  "a statement's effect": statementEffect,
  "a statement's scope": (text) => soqlScope(`SELECT ${text} FROM Account`),
  "a search's scopes": (text) => soslScopes(`FIND {${text}} RETURNING Account`),
  "a select list": (text) => selectList(`SELECT ${text} FROM Account`),
  "an outer object": outerObject,
  "a masked statement": masked,
  "a habit of SQL": (text) => sqlHabit("unexpected token: 'x'", `SELECT Id FROM Account WHERE ${text}`),
  "mixed logic": (text) => mixedLogic("unexpected token: 'OR'", `WHERE ${text} OR b AND c`, 8),
  "a date literal": literalMeant,
  "an address": (text) => parseAddress(`sobjects/Account/${text}`, "url"),
  "an address's query": (text) => addressText(parseAddress(`query?q=${text}`, "url"), "66.0", ""),
  "visible text": visible,
  "tamed text": tamed,
  "a cut text": (text) => cutText(text, 9_000),
  "fitted JSON": (text) => fitJson({ text, list: [text, [text]] }, 5_000),
  "a JSON text": (text) => parseJson(JSON.stringify({ text, n: 1 }).replace("1}", "12345678901234567890}")),
  "a CSV header": (text) => csvHead(Buffer.from(text), true),
  "records of JSON": (text) => new JsonScanner().push(Buffer.from(`[${text}`)),
  secrets: (text) => new Secrets([text]).redacted(`00D${text}`),
};

/** Of the processor, so that what else the machine does counts for nothing. */
function milliseconds(read: (text: string) => unknown, text: string): number {
  const before = process.cpuUsage();
  try {
    read(text);
  } catch {
    // Whether a text is refused is no matter here, only how long that takes.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** How many times as long ten times the text takes, in the best of some tries. */
function times(read: (text: string) => unknown, kind: string): number {
  const [short, long] = [10_000, 100_000].map((length) => kind.repeat(length / kind.length)) as [
    string,
    string,
  ];
  milliseconds(read, short);
  let [few, many] = [leastMilliseconds, Number.POSITIVE_INFINITY];
  for (let turn = 0; turn < tries && many > mostTimes * few; turn++) {
    few = Math.max(few, milliseconds(read, short));
    many = Math.min(many, milliseconds(read, long));
  }
  return many / few;
}

test.each(Object.entries(readers))(
  "%s is read in time that grows with its length and no faster",
  (_, read) => {
    for (const kind of kinds) expect(times(read, kind), JSON.stringify(kind)).toBeLessThanOrEqual(mostTimes);
  },
  60_000,
);
