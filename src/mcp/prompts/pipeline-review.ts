import type { ObjectDescribe } from "../../salesforce/rest/answers.ts";
import { describeFor, picklistFact, todayFacts, visibleFields } from "./facts.ts";
import type { Prompt } from "./prompt.ts";
import { promptText, queryStep, type Step } from "./wording.ts";

const object = "Opportunity";
const usualPeriod = "THIS_FISCAL_QUARTER";
const periods = [
  usualPeriod,
  "NEXT_FISCAL_QUARTER",
  "LAST_FISCAL_QUARTER",
  "THIS_FISCAL_YEAR",
  "THIS_QUARTER",
  "THIS_MONTH",
  "NEXT_MONTH",
  "NEXT_N_DAYS:90",
];

function steps(period: string, describe: ObjectDescribe | undefined): Step[] {
  const deal = visibleFields(["Id", "Name", "Amount", "StageName", "CloseDate", "NextStep"], describe).join(
    ", ",
  );
  const open = `SELECT ${deal}, Account.Name, Owner.Name FROM ${object} WHERE IsClosed = false`;
  return [
    queryStep(
      "Deals and amounts by stage",
      object,
      `SELECT StageName, IsClosed, IsWon, COUNT(Id) deals, SUM(Amount) amount FROM ${object} WHERE CloseDate = ${period} GROUP BY StageName, IsClosed, IsWon`,
    ),
    queryStep(
      "The same by owner",
      object,
      `SELECT Owner.Name, IsClosed, IsWon, COUNT(Id) deals, SUM(Amount) amount FROM ${object} WHERE CloseDate = ${period} GROUP BY Owner.Name, IsClosed, IsWon`,
    ),
    queryStep(
      "The largest open deals",
      object,
      `${open} AND CloseDate = ${period} ORDER BY Amount DESC NULLS LAST LIMIT 15`,
    ),
    queryStep(
      "Open deals whose close date has passed",
      object,
      `${open} AND CloseDate < TODAY ORDER BY CloseDate LIMIT 15`,
    ),
    queryStep(
      "Open deals that nobody has touched for a month",
      object,
      `${open} AND LastModifiedDate < LAST_N_DAYS:30 AND CloseDate = ${period} ORDER BY Amount DESC NULLS LAST LIMIT 15`,
    ),
    { with: ["showChart"], text: "showChart draws the first query, stage by amount, if a picture helps" },
  ];
}

export const pipelineReview: Prompt = {
  title: "Review the pipeline",
  description: "Where the sales pipeline of Salesforce stands, which deals are at risk, and what to do next",
  needs: ["executeQuery"],
  arguments: {
    period: {
      description: `By close date, as SOQL's date literal (${usualPeriod})`,
      completes: periods,
      takes: {
        pattern: /^[A-Z_]+(?::\d{1,4})?$/i,
        words: "a date literal of SOQL, e.g. THIS_MONTH or NEXT_N_DAYS:90",
      },
    },
  },
  actions: () => [{ effect: "read", object }],
  async text({ period = usualPeriod }, given) {
    const { org } = given;
    const [today = [], describe] = org ? await Promise.all([todayFacts(org), describeFor(object, org)]) : [];
    return promptText(
      {
        ask: `Review our Salesforce pipeline: opportunities that close in ${period.toUpperCase()}.`,
        facts: [...today, ...(describe ? picklistFact("Stages, in order", "StageName", describe) : [])],
        steps: steps(period.toUpperCase(), describe),
        answer:
          "Then answer in one page: won, lost and open amounts; what the open ones come to by stage and owner; the deals at risk with name, owner and reason (date passed, silent, no next step); three things to do this week. Say which query each figure comes from, and do not estimate what no query says. Change nothing unless I ask for it.",
      },
      given,
    );
  },
};
