import { expect, test } from "vitest";
import type { JsonRecord } from "../../../src/demo/json.ts";
import { objectNamed } from "../../../src/demo/rows/read.ts";
import { httpOrg } from "../http-org.ts";

const { ask, create, demo, refused, rows } = await httpOrg();

async function someId(object: string, where = ""): Promise<string> {
  const [row] = await rows(`SELECT Id FROM ${object} ${where} LIMIT 1`);
  return String(row?.["Id"]);
}

const lead = await create("Lead", { LastName: "Member", Company: "Firm" });
const contact = await create("Contact", { LastName: "Member" });
const campaign = await someId("Campaign");
const former = await someId("User", "WHERE IsActive = false");

test.each([
  "2026-12-01 10:00",
  "2026-12-01 10:00:00Z",
  "12/01/2026",
  "2026-12-01T10:00:00 +0100",
  "2026-13-01T10:00:00Z",
  "2026-02-30T10:00:00Z",
  "tomorrow",
  1_764_583_200_000,
])("%o is no dateTime", async (StartDateTime) => {
  const body = { Subject: "Call", StartDateTime, DurationInMinutes: 30 };
  expect(await refused("POST", "/sobjects/Event", { body })).toMatchObject({
    status: 400,
    errorCode: "JSON_PARSER_ERROR",
  });
});

test.each([
  "2026-12-01T10:00:00Z",
  "2026-12-01T10:00:00.000+0100",
  "2026-12-01T10:00:00+01:00",
  "2026-12-01T10:00:00",
])("%s is one", async (StartDateTime) => {
  const id = await create("Event", { Subject: "Call", StartDateTime, DurationInMinutes: 30 });
  expect(id).toMatch(/^00U/);
});

test.each(["2026-12-01 ", "2026-12-01T10:00:00Z"])("%o is a date", async (ActivityDate) => {
  expect(await create("Task", { Subject: "Call", ActivityDate })).toMatch(/^00T/);
});

test.each(["2026-12-01Tomorrow", "2026-12-01 10:00", "01.12.2026"])("%o is no date", async (ActivityDate) => {
  const body = { Subject: "Call", ActivityDate };
  expect(await refused("POST", "/sobjects/Task", { body })).toMatchObject({ errorCode: "JSON_PARSER_ERROR" });
});

test("a campaign's member is a lead or a contact, and only once", async () => {
  const member = (record: JsonRecord) =>
    refused("POST", "/sobjects/CampaignMember", { body: { CampaignId: campaign, ...record } });
  expect(await member({})).toMatchObject({ status: 400, errorCode: "REQUIRED_FIELD_MISSING" });
  expect((await member({ LeadId: lead })).status).toBe(201);
  expect(await member({ LeadId: lead })).toMatchObject({
    errorCode: "DUPLICATE_VALUE",
    message: "Already a campaign member.",
  });
  expect((await member({ LeadId: lead, ContactId: contact })).status).toBe(201);
  expect(await rows(`SELECT LeadId FROM CampaignMember WHERE ContactId = '${contact}'`)).toMatchObject([
    { LeadId: null },
  ]);
  const id = await someId("CampaignMember", `WHERE LeadId = '${lead}'`);
  expect(
    await refused("PATCH", `/sobjects/CampaignMember/${id}`, { body: { ContactId: contact } }),
  ).toMatchObject({
    errorCode: "INVALID_FIELD_FOR_INSERT_UPDATE",
  });
  expect(
    (await ask("PATCH", `/sobjects/CampaignMember/${id}`, { body: { Status: "Responded" } })).status,
  ).toBe(204);
});

test("nothing is given to somebody who left, but what they own can be changed", async () => {
  const error = {
    status: 400,
    errorCode: "INACTIVE_OWNER_OR_USER",
    message: `operation performed with inactive user [${former}] as owner of case`,
  };
  expect(
    await refused("POST", "/sobjects/Case", { body: { Subject: "Help", OwnerId: former } }),
  ).toMatchObject(error);
  const id = await create("Case", { Subject: "Help" });
  expect(await refused("PATCH", `/sobjects/Case/${id}`, { body: { OwnerId: former } })).toMatchObject(error);
  demo.org.store.update(objectNamed(demo.org, "Case"), id, { OwnerId: former });
  expect((await ask("PATCH", `/sobjects/Case/${id}`, { body: { Subject: "Helped" } })).status).toBe(204);
});
