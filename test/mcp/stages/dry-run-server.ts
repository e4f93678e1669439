import { afterAll, afterEach } from "vitest";
import { startDemoOrg } from "../../../src/demo/org.ts";
import { PlainHttp } from "../../changes/plain-http.ts";
import { type Connected, type ConnectOptions, connect } from "../../connect.ts";

export const account = (Name: string) => ({ object: "Account", record: { Name } });
export const dry = { validateOnly: true };

/** A server for a whole test file, its org, which can be asked beside it, and further servers for a test each. */
export async function dryRunServer() {
  const org = await startDemoOrg();
  const http = new PlainHttp(org);
  const server = await connect({ org });
  const opened: Connected[] = [];
  afterEach(async () => {
    org.faults.clear();
    for (const one of opened.splice(0)) await one.close();
  });
  afterAll(async () => {
    await server.close();
    await org.close();
  });
  return {
    org,
    http,
    server,
    async opening(options: ConnectOptions = {}): Promise<Connected> {
      const one = await connect({ org, ...options });
      opened.push(one);
      return one;
    },
    /** How many accounts have this name. */
    named: async (name: string) => (await http.query(`SELECT Id FROM Account WHERE Name = '${name}'`)).length,
  };
}
