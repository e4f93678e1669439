import { expect, test } from "vitest";
import { routes as queries } from "../../../src/demo/api/query.ts";
import { reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { errorOf, inProcessOrg } from "../in-process-org.ts";

const { ask, org } = await inProcessOrg(queries);
const count = (from: string) => Number(org.store.get(`SELECT COUNT(*) AS n FROM ${from}`)?.["n"]);
const tasks = count("Task");

function explain(text: string) {
  const { status, body } = ask("GET", `/query?explain=${encodeURIComponent(text)}`);
  expect({ status, body }).toMatchObject({ status: 200, body: { plans: expect.any(Array) } });
  const { plans, sourceQuery } = Object(body);
  return { plans, sourceQuery };
}

/** `Index WhatId`, `TableScan`: the ways, the best first. */
function waysTo(from: string): string[] {
  const { plans } = explain(`SELECT Id FROM ${from}`);
  return plans.map(({ leadingOperationType, fields }: { leadingOperationType: string; fields: string[] }) =>
    [leadingOperationType, ...fields].join(" "),
  );
}

test("a plan says what an index finds, what it costs, and which filters have none", () => {
  const soql = "SELECT Name FROM Account WHERE External_Id__c = 'ACC-0001' AND Industry = 'Energy'";
  const accounts = count("Account");
  const unindexed = (field: string) => ({
    description: "Not considering filter for optimization because unindexed",
    fields: [field],
    tableEnumOrId: "Account",
  });
  const shared = {
    notes: [unindexed("Industry"), unindexed("IsDeleted")],
    sobjectCardinality: accounts,
    sobjectType: "Account",
  };
  const { plans, sourceQuery } = explain(soql);
  expect(sourceQuery).toBe(soql);
  expect(plans).toEqual([
    {
      ...shared,
      cardinality: 1,
      fields: ["External_Id__c"],
      leadingOperationType: "Index",
      relativeCost: 1 / (accounts * 0.1),
    },
    {
      ...shared,
      cardinality: count(`Account WHERE "External_Id__c" = 'ACC-0001' AND "Industry" = 'Energy'`),
      fields: [],
      leadingOperationType: "TableScan",
      relativeCost: 1,
    },
  ]);
});

test.each<[string, string[]]>([
  ["Task", ["TableScan"]],
  ["Task WHERE Id = '00TDE00000000kAAAA'", ["Index Id", "TableScan"]],
  ["Task WHERE WhatId = null", ["TableScan"]],
  ["Task WHERE WhatId != '001DE00000001LKAAY'", ["TableScan"]],
  ["Task WHERE NOT WhatId = '001DE00000001LKAAY'", ["TableScan"]],
  ["Task WHERE Subject = 'WHERE Id = 1'", ["TableScan"]],
  ["Task WHERE Status = 'Completed' AND CreatedDate = TODAY", ["Index CreatedDate", "TableScan"]],
  ["Task WHERE CreatedDate < TOMORROW", ["TableScan", "Index CreatedDate"]],
  ["Task WHERE CreatedDate = TODAY OR Status = 'Completed'", ["TableScan"]],
  [
    "Task WHERE CreatedDate = TODAY OR (WhatId IN ('001DE00000001LKAAY') AND Status = 'Completed')",
    ["Index CreatedDate WhatId", "TableScan"],
  ],
  ["Contact WHERE Name LIKE 'Ad%'", ["Index Name", "TableScan"]],
  ["Contact WHERE Name LIKE '%a'", ["TableScan"]],
  ["Contact WHERE Account.Name = 'Ember Robotics'", ["TableScan"]],
])("the ways to FROM %s", (from, ways) => {
  expect(waysTo(from)).toEqual(ways);
});

test("what is not selective costs more than one", () => {
  const { plans } = explain("SELECT Id FROM Task WHERE CreatedDate < TOMORROW");
  expect(plans[1]).toMatchObject({ cardinality: tasks, relativeCost: tasks / (tasks * 0.3) });
});

test("a report is explained by the statement behind it, by an id of 15 or 18 characters", () => {
  const { plans, sourceQuery } = explain(reportIds.urgentCases);
  expect(sourceQuery).toMatch(/^SELECT .* FROM Case WHERE /);
  expect(plans).toMatchObject([{ leadingOperationType: "TableScan", sobjectType: "Case" }]);
  expect(explain(reportIds.urgentCases.slice(0, 15))).toEqual({ plans, sourceQuery });
});

test("nothing is looked at, and what is wrong is said as when it is run", () => {
  const viewed = 'SELECT COUNT(*) AS n FROM "Account" WHERE "LastViewedDate" IS NOT NULL';
  explain("SELECT Id FROM Account FOR VIEW");
  expect(org.store.get(viewed)).toEqual({ n: 0 });
  for (const [text, code] of [
    ["SELECT Nmae FROM Account", "INVALID_FIELD"],
    ["SELECT Id FROM Nope", "INVALID_TYPE"],
    ["00ODE00000000ZZAAA", "MALFORMED_QUERY"],
  ] as const)
    expect(errorOf(ask("GET", `/query?explain=${encodeURIComponent(text)}`)).errorCode).toBe(code);
});
