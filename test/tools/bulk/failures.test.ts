import { expect, test } from "vitest";
import { bulkServer } from "./server.ts";

const server = await bulkServer();
const insert = { object: "Lead", operation: "insert" };

test("25 bad e-mails are one reason with three examples and a way out", async () => {
  const rows = Array.from({ length: 60 }, (_, index) =>
    index % 2 === 0 && index < 50 ? `Odd ${index},Acme ${index},nowhere${index}@` : `Even ${index},Acme,`,
  );
  const answer = await server.job({ ...insert, csv: `LastName,Company,Email\n${rows.join("\n")}\n` });
  expect(answer.failures).toEqual([
    {
      reason: "INVALID_EMAIL_ADDRESS:Email: invalid email address: …:Email",
      count: 25,
      rows: Array.from({ length: 25 }, (_, index) => 2 * index + 1),
      hint: expect.stringContaining("name@example.com"),
      examples: [0, 2, 4].map((index) => ({
        Email: `nowhere${index}@`,
        LastName: `Odd ${index}`,
        Company: `Acme ${index}`,
      })),
    },
  ]);
});

test("a single failure keeps its value, and each kind has its own way out", async () => {
  const csv = "LastName,Company,Email,Industry\nA,Acme,nowhere@,\nB,,b@example.com,\n";
  const { failures = [] } = await server.job({ ...insert, csv });
  expect(failures.map(({ reason, rows }) => [reason, rows])).toEqual([
    ["INVALID_EMAIL_ADDRESS:Email: invalid email address: nowhere@:Email", [1]],
    [expect.stringMatching(/^REQUIRED_FIELD_MISSING:.*:Company$/), [2]],
  ]);
  expect(failures[1]?.hint).toMatch(/^Give Company a value; describeObject \{"object":"Lead"\}/);
});

test("ids that came with the rows are not repeated where their place is known, and told where it is not", async () => {
  const gone = ["001DE00000000a1YAA", "001DE00000000b1YAA"];
  const csv = `Id,Name\n${gone.map((id) => `${id},x\n`).join("")}`;
  const { failures = [], jobs } = await server.job({ object: "Account", operation: "update", csv });
  expect(failures).toMatchObject([{ count: 2, rows: [1, 2] }]);
  expect(JSON.stringify(failures)).not.toContain(gone[0]);
  const other = await bulkServer({ org: server.org });
  const later = await other.job({ jobId: jobs[0]?.id }, "getBulkJob");
  expect(later.failures).toMatchObject([{ count: 2, ids: gone }]);
  expect(later.failures?.[0]?.rows).toBeUndefined();
});
