// What answers cost a model, in tokens of o200k_base, beside Salesforce's own JSON.
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { connected, demoOrgProcess, row, signedIn, textOf } from "./measure.mjs";

const tokens = (text) => encode(text).length;

export async function tokenCosts() {
  const org = await demoOrgProcess();
  const { client, close } = await connected(org.settings);
  const api = await signedIn(org.settings);
  const raw = async (path) => tokens(JSON.stringify(await (await api("GET", path)).body.json()));
  const call = async (name, args) => tokens(textOf(await client.callTool({ name, arguments: args })));
  const soql =
    "SELECT Id, Name, StageName, Amount, CloseDate, Account.Name, Owner.Name FROM Opportunity LIMIT 100";
  const rows = await call("executeQuery", { soql, maxRecords: 100 });
  const rawRows = await raw(`/query?q=${encodeURIComponent(soql)}`);
  const describe = await call("describeObject", { object: "Account" });
  const rawDescribe = await raw("/sobjects/Account/describe");
  const list = tokens(JSON.stringify({ tools: (await client.listTools()).tools }));
  await close();
  org.close();
  return [
    row("100 opportunities", `${rows} tokens`),
    row("— as Salesforce's compact JSON", `${rawRows} tokens`, {
      value: rows / rawRows,
      most: 0.4,
      unit: "×",
    }),
    row("Account's describe", `${describe} tokens`),
    row("— as Salesforce's compact JSON", `${rawDescribe} tokens`, {
      value: describe / rawDescribe,
      most: 0.06,
      unit: "×",
    }),
    row("tools/list", `${list} tokens`, { value: list, most: 9_000, unit: "tokens" }),
  ];
}
