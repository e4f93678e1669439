import { expect, test } from "vitest";
import { Command } from "../command.ts";
import { describeOf, field, folderWith } from "../demo/load/load-folder.ts";
import { runCommand } from "../run-command.ts";

const invoice = describeOf("Invoice__c", "a0I", [
  field("Name", "string", { nameField: true }),
  field("Account__c", "reference", { referenceTo: ["Account"], relationshipName: "Account__r" }),
]);
const good = folderWith({
  "Invoice__c.json": invoice,
  "Invoice__c.csv": "Id,Name,Account__c\na0I000000000001,March,001000000000009\n",
});
const broken = folderWith({ "Invoice__c.json": invoice, "Invoice__c.csv": "Id,Name\na0I000000000001\n" });
const query = ["executeQuery", '{"soql": "SELECT Name FROM Invoice__c"}'];

test("demo-org --load serves the objects and rows of a folder, and says what it changed", async () => {
  const command = new Command(["demo-org", "--load", good]);
  const settings: Record<string, string> = JSON.parse(await command.says(/^(\{.*\})$/m));
  const { stdout } = await runCommand(["call", ...query], { env: settings });
  expect(stdout).toMatch(/Name\nMarch\n/);
  command.child.kill();
  expect(await command.ended).toMatchObject({
    code: 0,
    stderr: "Invoice__c.Account__c emptied in 1 row: it points to a record that is not here.\n",
  });
});

test("a folder that cannot be loaded ends demo-org with file and line", async () => {
  expect(await runCommand(["demo-org", "--load", broken])).toEqual({
    code: 1,
    stdout: "",
    stderr:
      "Nothing was loaded: Invoice__c.csv:2: has 1 cells where the header has 2. Give every row a cell for each column.\n",
  });
});

test("SALESFORCE_DEMO_DATA does the same behind --demo", async () => {
  const call = (folder: string) =>
    runCommand(["call", "--demo", ...query], { env: { SALESFORCE_DEMO_DATA: folder } });
  const { stdout, stderr } = await call(good);
  expect(stdout).toMatch(/Name\nMarch\n/);
  expect(stderr).toContain("Invoice__c.Account__c emptied in 1 row");
  expect(await call(broken)).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /^NOT_CONFIGURED: SALESFORCE_DEMO_DATA cannot be loaded: Invoice__c.csv:2/m,
    ),
  });
  expect(await call(`${good}/none`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("SALESFORCE_DEMO_DATA is"),
  });
});
