import { assert as check, nat, property, stringMatching } from "fast-check";
import { describe, expect, test } from "vitest";
import { buildSchema } from "../../../src/demo/data/schema-builder.ts";
import { objectNamed } from "../../../src/demo/rows/read.ts";
import { insertRecord } from "../../../src/demo/rows/write.ts";
import { demoUserId, fewRightsUserId } from "../../../src/demo/store/fixed-ids.ts";
import { numberedId, to18 } from "../../../src/demo/store/ids.ts";
import type { ObjectSchema, Schema } from "../../../src/demo/store/schema.ts";
import { openStore } from "../../../src/demo/store/sqlite.ts";
import { type InProcessOrg, inProcessOrg } from "../in-process-org.ts";

const seeded = { seed: 20_261, numRuns: 200 };

describe("ids", () => {
  test.each([
    ["001D000000IRFma", "001D000000IRFmaIAH"],
    ["003q000000KvQ1t", "003q000000KvQ1tAAF"],
    ["a00D0000008pQRA", "a00D0000008pQRAIA2"],
  ])("%s is %s", (short, long) => {
    expect(to18(short)).toBe(long);
    expect(to18(long)).toBe(long);
  });

  test("the case that a client lost comes back from the suffix", async () => {
    const ids = stringMatching(/^[A-Za-z0-9]{15}$/);
    await check(
      property(ids, (id) => {
        const long = to18(id);
        return long !== undefined && to18(long.toLowerCase()) === long && to18(long.toUpperCase()) === long;
      }),
      seeded,
    );
  });

  test.each([
    "",
    "001",
    "001D000000IRFm",
    "001D000000IRFmaIA",
    "001D000000IRF-a",
    "001D000000IRFmaIAH0",
    "a00B000000FSjVUIB1",
  ])("%o is no id", (text) => expect(to18(text)).toBeUndefined());

  test("numbers make different ids that keep their order of 15 characters", async () => {
    const number = nat(50_000_000);
    await check(
      property(number, number, (a, b) => {
        const [first, second] = [numberedId("001", a), numberedId("001", b)];
        return (
          to18(first.slice(0, 15)) === first &&
          Math.sign(a - b) === (first < second ? -1 : Number(first > second))
        );
      }),
      seeded,
    );
  });
});

describe("the database", () => {
  const names = (rows: readonly Record<string, unknown>[]) => rows.map(({ Id }) => Id);

  function objectIn(schema: Schema, name: string): ObjectSchema {
    const object = schema.object(name);
    if (!object) throw new Error(`There is no ${name}`);
    return object;
  }

  async function store() {
    const opened = await openStore(buildSchema(), demoUserId);
    const add = (id: string) => opened.run('INSERT INTO "Account" ("Id") VALUES (?)', [id]);
    return { ...{ opened, add }, ids: () => names(opened.all('SELECT "Id" FROM "Account" ORDER BY "Id"')) };
  }

  test("a savepoint takes back what failed, and only that", async () => {
    const { opened, add, ids } = await store();
    opened.savepoint(() => {
      add("1");
      expect(() =>
        opened.savepoint(() => {
          add("2");
          throw new Error("no");
        }),
      ).toThrow("no");
      opened.savepoint((rollback) => {
        add("3");
        rollback();
      });
      opened.savepoint(() => add("4"));
    });
    expect(ids()).toEqual(["1", "4"]);
    opened.close();
  });

  test("a statement that was read in part stands in nobody's way", async () => {
    const { opened, add, ids } = await store();
    for (const id of ["1", "2"]) add(id);
    expect(opened.get('SELECT "Id" FROM "Account"')).toEqual({ Id: "1" });
    opened.savepoint((rollback) => {
      opened.run('DELETE FROM "Account"');
      rollback();
    });
    expect(ids()).toEqual(["1", "2"]);
    opened.close();
  });

  test("first rows wait until a statement names their table, and come back where a savepoint took them", async () => {
    const { opened, add, ids } = await store();
    let filled = 0;
    opened.fillLater("Account", () => {
      filled++;
      add("first");
    });
    const contact = () => opened.get('SELECT "Id" FROM "Contact"');
    for (const id of ["1", "2"]) opened.run('INSERT INTO "Contact" ("Id") VALUES (?)', [id]);
    expect(contact()).toEqual({ Id: "1" });
    expect(filled).toBe(0);
    opened.savepoint(() => {
      opened.savepoint((rollback) => {
        add("mine");
        expect(ids()).toEqual(["first", "mine"]);
        rollback();
      });
      expect(contact()).toEqual({ Id: "1" });
      expect(ids()).toEqual(["first"]);
      add("second");
    });
    opened.index();
    expect(ids()).toEqual(["first", "second"]);
    expect(filled).toBe(2);
    opened.close();
  });

  test("a table has its indexes, whether it is made before them or after", async () => {
    const { opened, add } = await store();
    add("1");
    opened.index();
    expect(opened.all('SELECT "Id" FROM "Contact"')).toEqual([]);
    const plan = (sql: string) => JSON.stringify(opened.all(`EXPLAIN QUERY PLAN ${sql}`));
    expect(plan(`SELECT 1 FROM "Account" WHERE "ParentId" = 'x'`)).toContain("Account.ParentId");
    expect(plan(`SELECT 1 FROM "Contact" WHERE "AccountId" = 'x'`)).toContain("Contact.AccountId");
    opened.close();
  });

  test("what names no object's table is refused", async () => {
    const { opened } = await store();
    expect(() => opened.all('SELECT 1 FROM "Nothing"')).toThrow("no such table: Nothing");
    opened.close();
  });

  test("a column in which most rows have the same takes any other value, and none", async () => {
    const { opened } = await store();
    const account = objectIn(buildSchema(), "Account");
    const names = ["Id", "OwnerId", "CreatedDate", "LastModifiedDate"];
    opened.insert(account, names, ["1", demoUserId, 1_000, 1_000]);
    opened.insert(account, names, ["2", fewRightsUserId, 1_000, 2_000]);
    opened.insert(account, names, ["3", null, 1_000, null]);
    const all = () =>
      opened.all(`SELECT ${names.join(", ")} FROM "Account" ORDER BY "Id"`).map(Object.values);
    const rest = [
      ["2", fewRightsUserId, 1_000, 2_000],
      ["3", null, 1_000, null],
    ];
    expect(all()).toEqual([["1", demoUserId, 1_000, 1_000], ...rest]);
    const owned = opened.all('SELECT "Id" FROM "Account" WHERE "OwnerId" = ?', [demoUserId]);
    expect(owned).toEqual([{ Id: "1" }]);
    opened.update(account, "1", { OwnerId: null, LastModifiedDate: 3_000 });
    expect(all()).toEqual([["1", null, 1_000, 3_000], ...rest]);
    opened.fillEmpty(account, "OwnerId", demoUserId);
    opened.update(account, "2", { OwnerId: demoUserId });
    expect(all().map(([, owner]) => owner)).toEqual([demoUserId, demoUserId, demoUserId]);
    opened.close();
  });

  test("more statements than are kept prepared still run", async () => {
    const { opened } = await store();
    for (let number = 0; number < 1_000; number++)
      expect(opened.get(`SELECT ${number} AS n`)).toEqual({ n: number });
    expect(opened.get("SELECT 1 AS n")).toEqual({ n: 1 });
    opened.close();
  });

  test("a statement that failed is let go without a word", async () => {
    const { opened, add } = await store();
    add("1");
    expect(() => add("1")).toThrow("UNIQUE");
    opened.close();
  });

  test("functions written in JavaScript can be called", async () => {
    const { opened } = await store();
    opened.define("twice", (value) => `${value}${value}`);
    expect(opened.get("SELECT twice('ab') AS t")).toEqual({ t: "abab" });
    opened.close();
  });
});

describe("the seed", () => {
  test("is the same for the same random numbers and clock", async () => {
    const [first, second] = await Promise.all([inProcessOrg([]), inProcessOrg([])]);
    for (const { name } of first.org.schema.objects) {
      const sql = `SELECT * FROM "${name}" ORDER BY "Id"`;
      expect(first.org.store.all(sql)).toEqual(second.org.store.all(sql));
    }
  });

  const rowsOf = ({ org }: InProcessOrg, name: string) =>
    org.store.all(`SELECT * FROM "${name}" ORDER BY "Id"`);
  const names = buildSchema().objects.map(({ name }) => name);

  test("is the same whatever is asked for first, and however late", async () => {
    const [first, second] = await Promise.all([inProcessOrg([]), inProcessOrg([])]);
    const before = names.map((name) => rowsOf(first, name));
    second.pass(3 * 86_400_000);
    const later = ["Task", "Case"].map((name) => {
      const record = { Subject: "Late" };
      return insertRecord(second.org, demoUserId, objectNamed(second.org, name), record).id;
    });
    const after = names.toReversed().map((name) => rowsOf(second, name));
    expect(after.flat()).toHaveLength(before.flat().length + later.length);
    const without = after.map((rows) => rows.filter(({ Id }) => !later.includes(String(Id))));
    expect(without.toReversed()).toEqual(before);
  });

  test("is the same where a savepoint took back what asked for it first", async () => {
    const [first, second] = await Promise.all([inProcessOrg([]), inProcessOrg([])]);
    second.org.store.savepoint((rollback) => {
      for (const name of names) rowsOf(second, name);
      rollback();
    });
    for (const name of names) expect(rowsOf(second, name)).toEqual(rowsOf(first, name));
  });

  test("has the rows that a newcomer and paging need", async () => {
    const { org } = await inProcessOrg([]);
    const counts = {
      Account: 40,
      Contact: 120,
      Lead: 60,
      Opportunity: 90,
      Case: 80,
      Task: 2_500,
      Report: 6,
      Dashboard: 2,
    };
    for (const [name, count] of Object.entries(counts))
      expect([name, org.store.get(`SELECT COUNT(*) AS n FROM "${name}"`)]).toEqual([name, { n: count }]);
  });

  test("every lookup points to a row that exists, and no text is empty", async () => {
    const { org } = await inProcessOrg([]);
    const ids = new Set(
      org.schema.objects
        .flatMap(({ name }) => org.store.all(`SELECT "Id" FROM "${name}"`))
        .map(({ Id }) => Id),
    );
    const wrong: string[] = [];
    for (const object of org.schema.objects)
      for (const row of org.store.all(`SELECT * FROM "${object.name}"`))
        for (const [name, value] of Object.entries(row)) {
          const dangles = object.field(name)?.type === "reference" && value !== null && !ids.has(value);
          if (value === "" || dangles) wrong.push(`${object.name}.${name} ${value}`);
        }
    expect(ids.size).toBeGreaterThan(3_000);
    expect(wrong).toEqual([]);
  });

  test("required fields and picklists hold in it as they do in requests", async () => {
    const { org } = await inProcessOrg([]);
    for (const object of org.schema.objects)
      for (const field of object.fields.filter(
        ({ restrictedPicklist, type }) => restrictedPicklist && type === "picklist",
      )) {
        const values = field.picklistValues.map(({ value }) => value);
        const rows = org.store.all(
          `SELECT DISTINCT "${field.name}" AS v FROM "${object.name}" WHERE v IS NOT NULL`,
        );
        if (values.length > 0)
          for (const { v } of rows) expect(values, `${object.name}.${field.name}`).toContain(v);
      }
  });
});
