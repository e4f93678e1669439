import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterAll(() => server.close());

async function fieldOf(object: string, name: string): Promise<string> {
  const { text, isError } = await server.call("describeObject", { object });
  expect(isError, text).toBe(false);
  return JSON.parse(text).fields[name];
}

test.each([
  ["a picklist's default", "Case", "Priority", /^picklist\{.*\} default "Medium"$/],
  ["a checkbox that starts ticked", "Project__c", "Billable__c", /^boolean default true$/],
  ["how several values are written and found", "Project__c", "Skills__c", / A;B, found by INCLUDES\)/],
  ["what is set once", "Opportunity", "ContactId", / only set on create$/],
  ["what a new record cannot have", "Lead", "EmailBouncedReason", / only changed later$/],
])("a compact describe shows %s", async (_, object, name, shown) => {
  expect(await fieldOf(object, name)).toMatch(shown);
});

test("a checkbox that starts unticked says nothing of it", async () => {
  expect(await fieldOf("Lead", "IsConverted")).toBe('boolean "Converted" only set on create');
});

test("who is signed in, with profile and role by name", async () => {
  const { text } = await server.call("getUserInfo");
  const soql = "SELECT Profile.Name, UserRole.Name FROM User WHERE Username = 'dana@demo.example'";
  const { records } = JSON.parse((await server.call("executeQuery", { soql, format: "json" })).text);
  const [{ Profile, UserRole }] = records;
  expect(JSON.parse(text).user).toMatchObject({ profile: Profile.Name, role: UserRole.Name });
});

test("a user who may not see them hears the rest", async () => {
  const errorCode = "INSUFFICIENT_ACCESS";
  const body = JSON.stringify([{ errorCode, message: "no access" }]);
  server.org.faults.add({ path: /UserRole/, answer: { status: 403, body } });
  const { text, isError } = await server.call("getUserInfo");
  server.org.faults.clear();
  expect(isError, text).toBe(false);
  const { user, organization } = JSON.parse(text);
  expect(user).toMatchObject({ username: "dana@demo.example" });
  expect(user).not.toHaveProperty("profile");
  expect(organization.kind).toBe("production");
});

test.each(["User", "Profile"])("where %s may not be read, it is not", async (denied) => {
  const denying = await connect({ org: server.org, settings: { SALESFORCE_DENIED_OBJECTS: denied } });
  const { text } = await denying.call("getUserInfo");
  await denying.close();
  expect(JSON.parse(text).user).toMatchObject({ name: "Dana Demo" });
  expect(JSON.parse(text).user).not.toHaveProperty("profile");
});
