import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { type ConnectOptions, connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";

/** The ids of the files that the demo org begins with, on its first account. */
export const seeded = {
  account: "001DE00000000G9YAI",
  notes: "069DE00000000G9YAI",
  prices: "069DE00000000GAYAY",
  oldPrices: "068DE00000000GAYAY",
  picture: "069DE00000000GCYAY",
  contract: "069DE00000000GDYAY",
  plan: "00PDE00000000G92AI",
  letterhead: "015DE00000000G9YAI",
};

/** A server with a files folder, for all tests of one file. */
export async function filesServer(options: ConnectOptions = {}) {
  const folder = temporaryFolder();
  const settings = { SALESFORCE_FILES_DIR: folder, ...options.settings };
  const server = await connect({ ...options, settings });
  afterAll(server.close);
  const json = async (tool: string, args: Record<string, unknown>) => {
    const { text, isError } = await server.call(tool, args);
    expect(isError, text).toBe(false);
    return JSON.parse(text);
  };
  return {
    ...server,
    folder,
    json,
    /** Puts a file into the folder and returns its name. */
    file(name: string, content: string | Buffer): string {
      writeFileSync(join(folder, name), content);
      return name;
    },
    read: (name: string) => readFileSync(join(folder, name)),
    names: () => readdirSync(folder).sort(),
    /** How many versions of this title there are. */
    async versions(title: string): Promise<number> {
      const soql = `SELECT COUNT() FROM ContentVersion WHERE Title = '${title}'`;
      const { text } = await server.call("executeQuery", { soql });
      return Number(/count=(\d+)/.exec(text)?.[1]);
    },
  };
}
