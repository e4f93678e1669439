import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { type Connected, type ConnectOptions, connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";

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

/** A server with a files folder, on a demo org of its own. */
export async function bulkServer(options: ConnectOptions = {}): Promise<BulkServer> {
  const folder = temporaryFolder();
  const server = await connect({
    ...options,
    settings: { SALESFORCE_FILES_DIR: folder, ...options.settings },
  });
  afterAll(() => server.close());
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
