import type { DemoOrg } from "../../src/demo/org.ts";

type Row = Record<string, unknown>;

/** An org as its own HTTP answers show it, with nothing of ours in between. */
export class PlainHttp {
  readonly #start: string;
  readonly #token: string;

  /** As the demo user, unless another's access token is given. */
  constructor(org: DemoOrg, token?: string) {
    this.#start = `${org.instanceUrl}/services/data/v66.0`;
    this.#token = token ?? org.accessTokenSettings().SALESFORCE_ACCESS_TOKEN;
  }

  async ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": "application/json" };
    const answer = await fetch(this.#start + path, { ...init, headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`HTTP ${answer.status} to ${path}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  async query(soql: string): Promise<Row[]> {
    // What a query answers always has records.
    const { records } = (await this.ask(`/query?q=${encodeURIComponent(soql)}`)) as { records: Row[] };
    return records.map(({ attributes: _, ...row }) => row);
  }

  /** The fields of an object that a user can write. */
  async writable(object: string): Promise<string[]> {
    const { fields } = (await this.ask(`/sobjects/${object}/describe`)) as {
      fields: { name: string; updateable: boolean }[];
    };
    return fields.flatMap(({ name, updateable }) => (updateable ? [name] : []));
  }

  async create(object: string, values: Row): Promise<string> {
    const made = await this.ask(`/sobjects/${object}`, { method: "POST", body: JSON.stringify(values) });
    // What was created has an id.
    return (made as { id: string }).id;
  }
}
