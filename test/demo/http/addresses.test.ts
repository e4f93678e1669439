import { expect, test } from "vitest";
import { keyed } from "../../../src/demo/json.ts";
import { httpOrg } from "../http-org.ts";

const { ask, create, refused } = await httpOrg();

test.each(["//services/data/v68.0/limits", "/services//data///v68.0//limits/", "//services/data"])(
  "%s is taken as with single slashes",
  async (address) => {
    expect((await ask("GET", address)).status).toBe(200);
  },
);

test("slashes of a value and of a statement stay as they are", async () => {
  const id = await create("Account", { Name: "Two // slashes", External_Id__c: "a//b" });
  expect(keyed((await ask("GET", "/sobjects/Account/External_Id__c/a%2F%2Fb")).body)["Id"]).toBe(id);
  const soql = encodeURIComponent("SELECT Id FROM Account WHERE Name = 'Two // slashes'").replaceAll(
    "%2F",
    "/",
  );
  expect(keyed((await ask("GET", `//services/data/v68.0/query?q=${soql}`)).body)["totalSize"]).toBe(1);
});

test("parts of a composite too", async () => {
  const { body } = await ask("POST", "/composite", {
    body: { compositeRequest: [{ method: "GET", url: "//services/data/v68.0/limits", referenceId: "1a" }] },
  });
  expect(body).toMatchObject({ compositeResponse: [{ httpStatusCode: 200, referenceId: "1a" }] });
});

test("a reference that finds nothing is named, with the part that it was looked for in", async () => {
  const { body } = await ask("POST", "/composite", {
    body: {
      compositeRequest: [
        {
          method: "GET",
          url: "/services/data/v68.0/query?q=SELECT+Id+FROM+Account+WHERE+Name='nobody'",
          referenceId: "q",
        },
        {
          method: "PATCH",
          url: "/services/data/v68.0/sobjects/Account/@{q.records[0].Id}",
          referenceId: "u",
          body: {},
        },
        {
          method: "POST",
          url: "/services/data/v68.0/sobjects/Account",
          referenceId: "c",
          body: { Name: "@{q.nothing}" },
        },
      ],
    },
  });
  const halted = (message: string) => ({
    httpStatusCode: 400,
    body: [{ errorCode: "PROCESSING_HALTED", message }],
  });
  expect(keyed(body)["compositeResponse"]).toMatchObject([
    { httpStatusCode: 200 },
    halted("Invalid reference specified. No value for q.records[0].Id found in q"),
    halted("Invalid reference specified. No value for q.nothing found in q"),
  ]);
});

test("what a reference brings in cannot break out of its string", async () => {
  const name = 'He said "yes", \\ and went on';
  const { body } = await ask("POST", "/composite", {
    body: {
      compositeRequest: [
        {
          method: "POST",
          url: "/services/data/v68.0/sobjects/Account",
          referenceId: "a",
          body: { Name: name },
        },
        { method: "GET", url: "/services/data/v68.0/sobjects/Account/@{a.id}", referenceId: "r" },
        {
          method: "POST",
          url: "/services/data/v68.0/sobjects/Account",
          referenceId: "b",
          body: { Name: "@{r.Name}" },
        },
        { method: "GET", url: "/services/data/v68.0/sobjects/Account/@{b.id}?fields=Name", referenceId: "s" },
      ],
    },
  });
  expect(body).toMatchObject({ compositeResponse: [{}, {}, {}, { body: { Name: name } }] });
});

test("a custom object's record is named by its id until somebody names it", async () => {
  const project = { Start_Date__c: "2026-01-10" };
  const id = await create("Project__c", project);
  const name = async () => keyed((await ask("GET", `/sobjects/Project__c/${id}`)).body)["Name"];
  expect(await name()).toBe(id);
  await ask("PATCH", `/sobjects/Project__c/${id}`, { body: { Name: "Bridge" } });
  expect(await name()).toBe("Bridge");
  expect((await ask("PATCH", `/sobjects/Project__c/${id}`, { body: { Name: "" } })).status).toBe(204);
  expect(await name()).toBe(id);
  expect(await refused("POST", "/sobjects/Account", { body: {} })).toMatchObject({
    errorCode: "REQUIRED_FIELD_MISSING",
    fields: ["Name"],
  });
});
