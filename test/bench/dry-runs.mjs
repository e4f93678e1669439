// What a dry run costs beside the write that it judges: requests, and milliseconds through stdio.
import { connected, demoOrgProcess, milliseconds, row, timed } from "./measure.mjs";

const record = { Name: "Benched", Phone: "1" };
const records = Array.from({ length: 200 }, () => record);

/** Writes by name; each can be made again and again. */
const writes = {
  createRecord: ["createRecord", { object: "Account", record }],
  upsertRecord: [
    "upsertRecord",
    { object: "Account", externalIdField: "External_Id__c", externalId: "BENCH", record },
  ],
  "executeCollection of 200": ["executeCollection", { operation: "create", object: "Account", records }],
};

/** How many requests of the API one call makes. */
async function requests(org, work) {
  await work();
  await org.control("reset-counters");
  await work();
  return (await org.control("counters")).api ?? 0;
}

async function beside(org, client, what, name, args) {
  const real = () => client.callTool({ name, arguments: args });
  const dry = () => client.callTool({ name, arguments: { ...args, validateOnly: true } });
  const asked = [await requests(org, real), await requests(org, dry)];
  const [written, tried] = await timed([real, dry], { times: 60, warmUp: 10 });
  const counted = (count) => `${count} ${count === 1 ? "request" : "requests"}`;
  return [
    row(`${what}`, `${milliseconds(written)}, ${counted(asked[0])}`),
    row("— its dry run", `${milliseconds(tried)}, ${counted(asked[1])}`, {
      value: tried / written,
      most: 3,
      unit: "×",
    }),
  ];
}

export async function dryRuns() {
  const org = await demoOrgProcess();
  const { client, close } = await connected(org.settings);
  try {
    await org.control("settings", { dailyApiRequests: 10_000_000 });
    const rows = [];
    for (const [what, [name, args]] of Object.entries(writes))
      rows.push(...(await beside(org, client, what, name, args)));
    return rows;
  } finally {
    await close();
    org.close();
  }
}
