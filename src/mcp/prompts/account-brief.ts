import { compactChildren } from "../../salesforce/metadata/compact-describe.ts";
import { firstPage } from "../../salesforce/records/query.ts";
import { likeText } from "../../salesforce/soql/like.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { describeFor, todayFacts } from "./facts.ts";
import type { Prompt } from "./prompt.ts";
import { promptText, queryStep, type Step } from "./wording.ts";

const object = "Account";
const accountId = /^001(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$/;
/** Stands in a query where the account is still to be chosen. */
const unknownId = "ACCOUNT_ID";
const mostMatches = 5;
const mostCustom = 8;

interface Match {
  id: string;
  said: string;
}

async function matches(account: string, { salesforce }: ToolContext): Promise<Match[]> {
  const where = accountId.test(account) ? `Id = '${account}'` : `Name LIKE ${likeText(account)}`;
  const soql = `SELECT Id, Name FROM ${object} WHERE ${where} ORDER BY Name LIMIT ${mostMatches + 1}`;
  const { records } = await firstPage(salesforce, { soql, all: false, batchSize: 200 });
  return records.map(({ Id, Name }) => ({ id: String(Id), said: `${JSON.stringify(Name)} (${Id})` }));
}

function matchFact(account: string, found: readonly Match[]): string {
  const [only] = found;
  if (only === undefined)
    return `No account's name holds ${JSON.stringify(account)}; ask me which one is meant.`;
  if (found.length === 1) return `The account is ${only.said}.`;
  const names = found.slice(0, mostMatches).map(({ said }) => said);
  const more = found.length > mostMatches ? ", and more" : "";
  return `Several accounts fit: ${names.join(", ")}${more}. Ask me which one is meant, then put its id in place of ${unknownId}.`;
}

/** What the org itself has put below accounts, which no general step knows of. */
async function customChildren(org: ToolContext): Promise<string[]> {
  const { childRelationships } = await describeFor(object, org);
  const custom = Object.values(compactChildren(childRelationships)).filter((child) => /__c\./.test(child));
  const shown = custom.filter((child) => org.allows(child.split(".")[0] ?? "")).slice(0, mostCustom);
  return shown.length > 0 ? [`This org's own objects below accounts, by field: ${shown.join(", ")}.`] : [];
}

function steps(id: string): Step[] {
  return [
    { with: ["getRecord"], text: `getRecord {"object":"Account","id":"${id}"} shows the account itself` },
    queryStep(
      "Open deals",
      "Opportunity",
      `SELECT Id, Name, StageName, Amount, CloseDate, Owner.Name FROM Opportunity WHERE AccountId = '${id}' AND IsClosed = false ORDER BY CloseDate LIMIT 20`,
    ),
    queryStep(
      "What was won and lost, by year",
      "Opportunity",
      `SELECT CALENDAR_YEAR(CloseDate) year, IsWon, COUNT(Id) deals, SUM(Amount) amount FROM Opportunity WHERE AccountId = '${id}' AND IsClosed = true GROUP BY CALENDAR_YEAR(CloseDate), IsWon`,
    ),
    queryStep(
      "People",
      "Contact",
      `SELECT Id, Name, Title, Email, Phone, LastActivityDate FROM Contact WHERE AccountId = '${id}' ORDER BY LastActivityDate DESC NULLS LAST LIMIT 20`,
    ),
    queryStep(
      "Open cases",
      "Case",
      `SELECT CaseNumber, Subject, Priority, Status, CreatedDate FROM Case WHERE AccountId = '${id}' AND IsClosed = false ORDER BY CreatedDate LIMIT 20`,
    ),
    queryStep(
      "Tasks of the last months",
      "Task",
      `SELECT Subject, Status, ActivityDate, Who.Name, Owner.Name FROM Task WHERE AccountId = '${id}' AND ActivityDate = LAST_N_DAYS:120 ORDER BY ActivityDate DESC LIMIT 20`,
    ),
  ];
}

export const accountBrief: Prompt = {
  title: "Brief me on an account",
  description:
    "What Salesforce knows of one account: deals, people, cases and what happened last, on one page",
  needs: ["executeQuery"],
  arguments: { account: { description: "Name, part of it, or id (001…)", required: true } },
  actions: () => [{ effect: "read", object }],
  async text({ account = "" }, given) {
    const { org } = given;
    const [today = [], found = [], custom = []] = org
      ? await Promise.all([todayFacts(org), matches(account, org), customChildren(org)])
      : [];
    const [only] = found;
    const id = found.length === 1 ? only?.id : accountId.test(account) ? account : unknownId;
    return promptText(
      {
        ask: `Brief me on the Salesforce account ${JSON.stringify(account)} before I talk to them.`,
        facts: [...today, ...(org ? [matchFact(account, found)] : []), ...custom],
        steps: [
          ...(org
            ? []
            : [
                {
                  with: ["executeSearch"],
                  text: `executeSearch ${JSON.stringify({ term: account, in: "NAME" })} finds the account; its id stands for ${unknownId} below`,
                },
              ]),
          ...steps(id ?? unknownId),
        ],
        answer:
          "Then answer on one page: who they are, what is open and worth how much, who matters there, what went wrong or is overdue, what happened last, and three questions to ask. Name records by name and id, and say where the data is silent instead of guessing.",
      },
      given,
    );
  },
};
