import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { program } from "../connect.ts";
import { StreamTransport } from "../in-memory-server.ts";
import { ownFolder, temporaryFolder } from "../own-folder.ts";

const uri = "ui://salesforce/chart.html";
const mimeType = "text/html;profile=mcp-app";
const soql = "SELECT Industry, COUNT(Id) FROM Account GROUP BY Industry";
const extensions = { "io.modelcontextprotocol/ui": { mimeTypes: [mimeType] } };

let org: DemoOrg;

beforeAll(async () => {
  org = await startDemoOrg();
});

afterAll(() => org.close());

function settings() {
  return { ...ownFolder, ...org.settings, SALESFORCE_FILES_DIR: temporaryFolder() };
}

/** The built program, which holds the page in itself. */
function programTransport() {
  return new StdioClientTransport({ command: process.execPath, args: [program], env: settings() });
}

type Connected = Pick<Client, "listTools" | "callTool" | "readResource" | "close">;

async function current(pin: string | undefined, apps: boolean): Promise<Connected> {
  const client = new Client(
    { name: "test", version: "1" },
    {
      capabilities: apps ? { extensions } : {},
      ...(pin !== undefined && { versionNegotiation: { mode: { pin } } }),
    },
  );
  await client.connect(pin === undefined ? programTransport() : new StreamTransport(settings()));
  return client;
}

async function legacy(apps: boolean): Promise<Connected> {
  const client = new LegacyClient(
    { name: "test", version: "1" },
    { capabilities: apps ? { extensions } : {} },
  );
  await client.connect(new StreamTransport(settings()));
  // Both generations answer the same shapes for what is looked at here.
  return client as unknown as Connected;
}

const eras: [string, (apps: boolean) => Promise<Connected>][] = [
  ["initialize", (apps) => current(undefined, apps)],
  ["initialize, by the older client", legacy],
  ["2026-07-28", (apps) => current("2026-07-28", apps)],
];

describe.each(eras)("in the era of %s", (_, connected) => {
  test("a client with MCP Apps gets the page of the tool, and no word of files", async () => {
    const client = await connected(true);
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === "showChart")?._meta).toEqual({ ui: { resourceUri: uri } });
    const { contents } = await client.readResource({ uri });
    const [page] = contents;
    expect(page).toMatchObject({ uri, mimeType, _meta: { ui: { csp: {} } } });
    const html = page && "text" in page ? page.text : "";
    expect(Buffer.byteLength(html)).toBeGreaterThan(100_000);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(900_000);
    // The names of XML's own languages look like addresses, and nothing is fetched from them.
    const addresses = html.match(/https?:\/\/[^"'`\s)\\]+/g) ?? [];
    expect(addresses.filter((address) => !address.startsWith("http://www.w3.org/"))).toEqual([]);
    expect(html).not.toMatch(/<(?:link|img|iframe|script src)/);
    const { content } = await client.callTool({ name: "showChart", arguments: { soql } });
    expect(JSON.stringify(content)).not.toContain("saveTo");
    await client.close();
  });

  test("a client without hears how the picture can be had", async () => {
    const client = await connected(false);
    const { content } = await client.callTool({ name: "showChart", arguments: { soql } });
    expect(JSON.stringify(content)).toMatch(/saveTo ..chart\.svg/);
    await client.close();
  });
});
