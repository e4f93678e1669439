import { afterAll } from "vitest";
import { type JsonRecord, keyed } from "../../src/demo/json.ts";
import { type DemoOrgOptions, startDemoOrg } from "../../src/demo/org.ts";

interface Asked {
  /** Sent as JSON unless it is text, bytes or a form. */
  body?: unknown;
  headers?: Record<string, string>;
  version?: number;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON. */
  body: unknown;
  bytes: Buffer;
}

function isSentAsIs(body: unknown): body is string | Uint8Array<ArrayBuffer> | FormData {
  return typeof body === "string" || body instanceof Uint8Array || body instanceof FormData;
}

/** A demo org over HTTP, signed in to; closed after the file's tests. */
export async function httpOrg(options: DemoOrgOptions = {}, user?: "fewRights") {
  const demo = await startDemoOrg({ settings: { bulkMilliseconds: 1 }, ...options });
  afterAll(() => demo.close());
  const { SALESFORCE_ACCESS_TOKEN: token } = demo.accessTokenSettings(user);
  /** Asks below `/services/data/vNN.0`, or from the host's root where the address begins with `/services` or `//`. */
  async function ask(method: string, address: string, asked: Asked = {}): Promise<HttpAnswer> {
    const { body, headers = {}, version = 68 } = asked;
    const isRoot = address.startsWith("/services/") || address.startsWith("//");
    const sent = body === undefined || isSentAsIs(body) ? body : JSON.stringify(body);
    const response = await fetch(
      `${demo.instanceUrl}${isRoot ? "" : `/services/data/v${version}.0`}${address}`,
      {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(sent !== body && { "content-type": "application/json" }),
          ...headers,
        },
        ...(sent !== undefined && { body: sent }),
      },
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && bytes.length > 0 ? JSON.parse(bytes.toString()) : bytes.toString(),
      bytes,
    };
  }
  return {
    demo,
    token,
    ask,
    /** The id of a new record. */
    async create(object: string, record: JsonRecord): Promise<string> {
      const { status, body } = await ask("POST", `/sobjects/${object}`, { body: record });
      const { id } = keyed(body);
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
      return String(id);
    },
    /** The records of a statement's first page. */
    async rows(soql: string, resource = "query"): Promise<JsonRecord[]> {
      const { status, body } = await ask("GET", `/${resource}?q=${encodeURIComponent(soql)}`);
      const { records } = keyed(body);
      if (status !== 200 || !Array.isArray(records)) throw new Error(`${status} ${JSON.stringify(body)}`);
      return records;
    },
    /** A refusal's status and first error. */
    async refused(method: string, address: string, asked: Asked = {}) {
      const { status, body } = await ask(method, address, asked);
      const [first] = Array.isArray(body) ? body : [];
      const { errorCode, message, fields } = keyed(first);
      return { status, errorCode, message, fields };
    },
  };
}
