import { expect, test } from "vitest";
import { type JsonRecord, keyed } from "../../../src/demo/json.ts";
import { httpOrg } from "../http-org.ts";

const { ask, demo, refused, rows } = await httpOrg({}, "fewRights");
const [account] = await rows("SELECT Id, Name FROM Account LIMIT 1");
const id = String(account?.["Id"]);

test("accounts can be read, one field aside", async () => {
  expect((await ask("GET", `/sobjects/Account/${id}`)).body).not.toHaveProperty("AnnualRevenue");
  const { fields, createable } = keyed((await ask("GET", "/sobjects/Account/describe")).body);
  const names = (fields as JsonRecord[]).map(({ name }) => name);
  expect(names).toContain("Industry");
  expect(names).not.toContain("AnnualRevenue");
  expect(createable).toBe(false);
  expect(await rows("SELECT Name, Owner.Name FROM Account")).toHaveLength(40);
});

test("other objects are not there", async () => {
  const { sobjects } = keyed((await ask("GET", "/sobjects")).body);
  expect((sobjects as JsonRecord[]).map(({ name }) => name)).not.toContain("Contact");
});

test.each<[string, string, unknown, object]>([
  ["GET", "/query?q=SELECT+AnnualRevenue+FROM+Account", undefined, { errorCode: "INVALID_FIELD" }],
  [
    "GET",
    "/query?q=SELECT+Id+FROM+Account+WHERE+AnnualRevenue+>+1",
    undefined,
    { errorCode: "INVALID_FIELD" },
  ],
  ["GET", "/query?q=SELECT+Id+FROM+Contact", undefined, { errorCode: "INVALID_TYPE" }],
  [
    "GET",
    "/query?q=SELECT+Id,(SELECT+Id+FROM+Contacts)+FROM+Account",
    undefined,
    { errorCode: "INVALID_TYPE" },
  ],
  ["GET", "/sobjects/Contact/describe", undefined, { status: 404, errorCode: "NOT_FOUND" }],
  ["POST", "/sobjects/Account", { Name: "x" }, { errorCode: "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" }],
  ["PATCH", `/sobjects/Account/${id}`, { Name: "x" }, { errorCode: "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" }],
  ["DELETE", `/sobjects/Account/${id}`, undefined, { errorCode: "INSUFFICIENT_ACCESS_OR_READONLY" }],
])("%s %s is refused", async (method, path, body, error) => {
  expect(await refused(method, path, { body })).toMatchObject(error);
});

test("inside a composite as outside", async () => {
  const part = {
    method: "PATCH",
    url: `/services/data/v68.0/sobjects/Account/${id}`,
    referenceId: "a",
    body: { Name: "x" },
  };
  const { body } = await ask("POST", "/composite", { body: { compositeRequest: [part] } });
  expect(body).toMatchObject({ compositeResponse: [{ httpStatusCode: 400 }] });
  expect(demo.org.store.get('SELECT "Name" FROM "Account" WHERE "Id" = ?', [id])?.["Name"]).toBe(
    account?.["Name"],
  );
});

test("identity tells who it is", async () => {
  expect((await ask("GET", "/services/oauth2/userinfo")).body).toMatchObject({
    preferred_username: "lee.limited@demo.example",
  });
});
