import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { PlainHttp } from "../changes/plain-http.ts";
import type { Write } from "./ask-file.ts";
import { filled, filledStatement, filledThrough, type Row, type Values } from "./values.ts";

/** The day in every run, so that runs can be compared years apart; it goes on, since jobs take their time. */
export const today = "2026-11-18";
const noon = Date.parse(`${today}T20:00:00Z`);

/** Rows of each object that are not deleted, by id. */
export type Snapshot = Map<string, Map<string, Row>>;

/** A row as flat cells, `Owner.Name`, without `attributes`. */
export function flat(record: object, path = ""): Row {
  const cells: Row = {};
  for (const [key, value] of Object.entries(record)) {
    if (key === "attributes") continue;
    if (value !== null && typeof value === "object" && !Array.isArray(value))
      Object.assign(cells, flat(value, `${path}${key}.`));
    else cells[path + key] = value;
  }
  return cells;
}

/** A demo org of one ask's own, looked at past all of the server's code. */
export class OrgUnderTest {
  readonly demo: DemoOrg;
  readonly #http: PlainHttp;

  private constructor(demo: DemoOrg) {
    this.demo = demo;
    this.#http = new PlainHttp(demo);
  }

  static async start(): Promise<OrgUnderTest> {
    const started = Date.now();
    return new OrgUnderTest(await startDemoOrg({ now: () => noon + Date.now() - started }));
  }

  /** All rows that a statement finds, over HTTP. */
  async find(soql: string, values: Values = {}): Promise<Row[]> {
    const rows: Row[] = [];
    let path: string | undefined = `/query?q=${encodeURIComponent(filledStatement(soql, values))}`;
    while (path !== undefined) {
      // The shape of every query's answer.
      const page = (await this.#http.ask(path)) as { records: object[]; nextRecordsUrl?: string };
      rows.push(...page.records.map((record) => flat(record)));
      path = page.nextRecordsUrl?.replace(/^\/services\/data\/v[\d.]+/, "");
    }
    return rows;
  }

  /** Writes as the demo user, or as another whose name is given; ids of what was created are kept by name. */
  async write(writes: readonly Write[], values: Values, by?: string): Promise<void> {
    const http = by === undefined ? this.#http : new PlainHttp(this.demo, await this.#tokenOf(by));
    for (const { object, id, record, as } of writes) {
      const body = record && { body: JSON.stringify(filledThrough(record, values)) };
      const path = `/sobjects/${object}${id === undefined ? "" : `/${filled(id, values)}`}`;
      const method = id === undefined ? "POST" : record ? "PATCH" : "DELETE";
      // What was created has an id; other writes answer nothing.
      const made = (await http.ask(path, { method, ...body })) as { id: string } | undefined;
      if (as !== undefined && made) values[as] = [{ ...record, Id: made.id }];
    }
  }

  async #tokenOf(name: string): Promise<string> {
    const [user] = await this.find(`SELECT Id FROM User WHERE Name = '${name}'`);
    if (user === undefined) throw new Error(`No user is called ${name}.`);
    return this.demo.oauth.issue(undefined, String(user["Id"]));
  }

  /** Everything that the org holds, straight from its tables: no answer of ours, nor its own, could leave anything out. */
  snapshot(): Snapshot {
    const { schema, store } = this.demo.org;
    const all: Snapshot = new Map();
    for (const { name, fields } of schema.objects) {
      const kept = fields.some((field) => field.name === "IsDeleted") ? ' WHERE "IsDeleted" = 0' : "";
      const rows = store.all(`SELECT * FROM "${name}"${kept}`);
      all.set(name, new Map(rows.map((row) => [String(row["Id"]), row])));
    }
    const mails = this.demo.outbox().map((mail, place): [string, Row] => [String(place), { ...mail }]);
    all.set("Mail", new Map(mails));
    return all;
  }

  close(): Promise<void> {
    return this.demo.close();
  }
}
