import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { DemoOrg } from "../../src/demo/org.ts";
import { type Connected, connect } from "../connect.ts";
import { temporaryFolder } from "../own-folder.ts";

/** A row of the org; a parent's field is named by its path, `Owner.Name`. */
export type Row = Record<string, unknown>;

/** What the org held before the first call, and what has been answered up to now. */
export interface Known {
  before: readonly Row[];
  answers: readonly string[];
}

type Arguments = Record<string, unknown>;

/** A tool with its arguments, or with what makes them of earlier answers. */
export type Call = readonly [tool: string, args?: Arguments | ((known: Known) => Arguments)];

/** A call that goes wrong, or not far enough. Its answer shows `wayOut`, a piece of the expert's calls. */
interface Mistake {
  call: Call;
  wayOut: string;
}

export interface End extends Known {
  /** The last answer. */
  answer: string;
  /** Rows of the org, read over plain HTTP. */
  rows(soql: string): Promise<Row[]>;
  files: string;
}

export interface Ask {
  /** What the person says. */
  say: string;
  /** The fewest calls that do it. */
  expert: readonly Call[];
  /** Made before the expert's calls, on the same org. */
  mistakes?: readonly Mistake[];
  /** A query whose rows, as they are before the first call, are `before`. */
  before?: string;
  /** Settings of the server beside those that sign in. */
  settings?: Record<string, string>;
  /** What the person answers when asked to confirm; a client without it cannot ask. */
  replies?: "accept" | "decline";
  /** Files of the files folder, by name. */
  files?: Record<string, string>;
  /** Whether the expert's last call is rightly refused. */
  refused?: boolean;
  /** Expects what must be true when all is done. */
  holds(end: End): void | Promise<void>;
}

export const query = (soql: string): Call => ["executeQuery", { soql }];

export const ask = (asked: Ask): Ask => asked;

/** What one ask took; characters are of arguments and answers, of the mistakes too. */
export interface Took {
  say: string;
  calls: number;
  mistakes: number;
  charactersIn: number;
  charactersOut: number;
  right: boolean;
}

function flat(record: object, path = ""): Row {
  const cells: Row = {};
  for (const [key, value] of Object.entries(record)) {
    if (key === "attributes") continue;
    if (value !== null && typeof value === "object") Object.assign(cells, flat(value, `${path}${key}.`));
    else cells[path + key] = value;
  }
  return cells;
}

interface Page {
  records: object[];
  nextRecordsUrl?: string;
}

/** Reads rows with the demo org's own token, page by page, past all of our code. */
function readerOf(org: DemoOrg): End["rows"] {
  const { SALESFORCE_ACCESS_TOKEN: token } = org.accessTokenSettings();
  const headers = { authorization: `Bearer ${token}` };
  return async (soql) => {
    const found: Row[] = [];
    let path: string | undefined = `/services/data/v66.0/query?q=${encodeURIComponent(soql)}`;
    while (path) {
      const answer: Response = await fetch(org.instanceUrl + path, { headers });
      if (!answer.ok) throw new Error(`${soql}: ${await answer.text()}`);
      // The shape of every query's answer.
      const page = (await answer.json()) as Page;
      found.push(...page.records.map((record) => flat(record)));
      path = page.nextRecordsUrl;
    }
    return found;
  };
}

function serverFor({ settings, replies, files = {} }: Ask, org: DemoOrg, folder: string): Promise<Connected> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return connect({
    org,
    settings: { SALESFORCE_FILES_DIR: folder, ...settings },
    ...(replies && {
      elicit: () =>
        replies === "accept" ? { action: "accept", content: { confirm: true } } : { action: replies },
    }),
  });
}

/** Whether a text, escaped as JSON or not, holds these words whole: `Leads` does not say `Lead`. */
function says(text: string, words: string): boolean {
  const literal = words.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<!\\w)${literal}(?!\\w)`).test(text.replaceAll(/\\(["\\])/g, "$1"));
}

/** Makes an ask's calls as an agent would, in a session of its own, and expects what must hold. */
export async function run(asked: Ask, org: DemoOrg, took: Took): Promise<void> {
  const rows = readerOf(org);
  const before = asked.before ? await rows(asked.before) : [];
  const folder = temporaryFolder();
  const server = await serverFor(asked, org, folder);
  const answers: string[] = [];
  const written: string[] = [];
  const call = async ([tool, args = {}]: Call) => {
    const given = typeof args === "function" ? args({ before, answers }) : args;
    const answer = await server.call(tool, given);
    took.charactersIn += JSON.stringify(given).length;
    took.charactersOut += answer.text.length;
    return { ...answer, written: `${tool} ${JSON.stringify(given)}` };
  };
  try {
    const led: { wayOut: string; text: string }[] = [];
    for (const { call: wrong, wayOut } of asked.mistakes ?? []) {
      took.mistakes++;
      const { text, written: line } = await call(wrong);
      // An answer that repeats what was asked leads nowhere.
      expect(says(line, wayOut), line).toBe(false);
      led.push({ wayOut, text });
    }
    for (const [place, step] of asked.expert.entries()) {
      took.calls++;
      const { text, isError, written: line } = await call(step);
      answers.push(text);
      written.push(line);
      const last = place === asked.expert.length - 1;
      expect(isError, `${line}\n${text}`).toBe(last && asked.refused === true);
    }
    for (const { wayOut, text } of led) {
      expect(says(text, wayOut), `${wayOut} is missing in: ${text}`).toBe(true);
      expect(says(written.join("\n"), wayOut), `${wayOut} is in none of: ${written.join("\n")}`).toBe(true);
    }
    await asked.holds({ before, answers, answer: answers.at(-1) ?? "", rows, files: folder });
    took.right = true;
  } finally {
    await server.close();
  }
}
