import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { type Connected, type ConnectOptions, connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { until } from "../../until.ts";

/** What the answers about jobs hold, as tests look at it. */
export interface JobAnswer {
  summary: string;
  failures?: {
    reason: string;
    count: number;
    rows?: number[];
    ids?: string[];
    hint?: string;
    examples: Record<string, string>[];
  }[];
  jobs: { id: string; state: string; rows?: number; processed?: number; failed?: number; error?: string }[];
  upload?: { sentBytes: number; ofBytes: number; percent: number };
  uploadError?: string;
  ignoredColumns?: string[];
  next?: string;
}

export interface BulkServer extends Connected {
  folder: string;
  /** Puts a file into the files folder; returns its name. */
  file(name: string, content: string | Buffer): string;
  read(name: string): string;
  /** The answer of a call that must succeed. */
  job(args: Record<string, unknown>, tool?: string): Promise<JobAnswer>;
  /** The text of a call that must fail. */
  refusal(name: string, args: Record<string, unknown>): Promise<string>;
  /** The first line and the value behind it of a call that ends as an error with an answer. */
  failed(name: string, args: Record<string, unknown>): Promise<{ said: string; answer: JobAnswer }>;
  /** How many rows an object has, with a condition. */
  count(from: string): Promise<number>;
  /** The states of all ingest jobs, as the org has them. */
  states(): Promise<string[]>;
}

/**
 * A server with a files folder, on a demo org of its own, for a whole test file. A test that waits beside others
 * gives its `onTestFinished`, and so has faults and a pace that no other one meets.
 */
export async function bulkServer(
  options: ConnectOptions = {},
  atEnd: (close: () => Promise<void>) => void = afterAll,
): Promise<BulkServer> {
  const folder = temporaryFolder();
  const server = await connect({
    ...options,
    settings: { SALESFORCE_FILES_DIR: folder, ...options.settings },
  });
  atEnd(() => server.close());
  return {
    ...server,
    folder,
    file(name, content) {
      writeFileSync(join(folder, name), content);
      return name;
    },
    read: (name) => readFileSync(join(folder, name), "utf8"),
    async job(args, tool = "createBulkJob") {
      const { text, isError } = await server.call(tool, args);
      expect(isError, text).toBe(false);
      return JSON.parse(text) as JobAnswer;
    },
    async refusal(name, args) {
      const { text, isError } = await server.call(name, args);
      expect(isError, text).toBe(true);
      return text;
    },
    async failed(name, args) {
      const { text, isError } = await server.call(name, args);
      expect(isError, text).toBe(true);
      const end = text.indexOf("\n");
      return { said: text.slice(0, end), answer: JSON.parse(text.slice(end + 1)) as JobAnswer };
    },
    async count(from) {
      const { text } = await server.call("executeQuery", { soql: `SELECT COUNT() FROM ${from}` });
      return Number(/totalSize=(\d+)/.exec(text)?.[1]);
    },
    async states() {
      const { text } = await server.call("listBulkJobs", { kind: "ingest" });
      const [, header = "", ...lines] = text.split("\n");
      const place = header.split(",").indexOf("state");
      return lines.map((line) => line.split(",")[place] ?? "");
    },
  };
}

/** A load's arguments beside its rows. */
export const insertLeads = { object: "Lead", operation: "insert" };

/** CSV of so many leads of one name, with line breaks inside values. */
export function leads(name: string, rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => `${name},"Line ${index}\nof a value, quoted"\n`);
  return `LastName,Company\n${lines.join("")}`;
}

/** How many leads of one name the org has. */
export function loadedLeads({ count }: Pick<BulkServer, "count">, name: string): Promise<number> {
  return count(`Lead WHERE LastName = '${name}'`);
}

/** Resolves when the org has one job more. */
export async function jobOpened({ org }: Pick<BulkServer, "org">): Promise<void> {
  const jobs = () => org.counters()["bulk.ingest"] ?? 0;
  const before = jobs();
  await until(() => jobs() > before);
}
