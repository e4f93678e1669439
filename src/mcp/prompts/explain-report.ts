import { callOf } from "../../errors.ts";
import { isObject } from "../../json-object.ts";
import { describeReport } from "../../salesforce/reports/run.ts";
import { reportSummary } from "../../salesforce/reports/summary.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { todayFacts } from "./facts.ts";
import type { Prompt } from "./prompt.ts";
import { promptText } from "./wording.ts";

/** What chooses a report's rows and shapes its figures; its columns can be asked for. */
const told = new Set([
  ..."description format reportType scope groupingsDown groupingsAcross figures filters".split(" "),
  ..."reportBooleanFilter dateFilter standardFilters crossFilters topRows".split(" "),
]);

async function reportFacts(id: string, { salesforce }: ToolContext): Promise<string[]> {
  const describe = await describeReport(salesforce, id);
  const summary = reportSummary(describe);
  const shown = Object.entries(isObject(summary) ? summary : {}).filter(([name]) => told.has(name));
  return [
    `The report is ${JSON.stringify(describe.reportMetadata.name)} (${id}).`,
    `How it is made: ${JSON.stringify(Object.fromEntries(shown))}`,
  ];
}

export const explainReport: Prompt = {
  title: "Explain a report",
  description: "What a Salesforce report says, by which filters, what stands out, and what it does not show",
  needs: ["getReport"],
  arguments: { report: { description: "Its name or id (00O…)", required: true, completes: "reports" } },
  actions: ({ report = "" }) => [{ effect: "read", report }],
  async text({ report = "" }, given) {
    const { org } = given;
    const [today = [], facts = []] = org
      ? await Promise.all([todayFacts(org), reportFacts(report, org)])
      : [];
    const reportId = org ? report : "REPORT_ID";
    return promptText(
      {
        ask: org
          ? "Explain this Salesforce report to somebody who has not made it."
          : `Explain the Salesforce report ${JSON.stringify(report)} to somebody who has not made it.`,
        facts: [...today, ...facts],
        steps: [
          ...(org
            ? []
            : [{ with: ["listReports"], text: `${callOf("listReports", { search: report })} finds its id` }]),
          {
            with: ["getReport"],
            text: `${callOf("getReport", { reportId })} runs it; its first line says by which filters`,
          },
          {
            with: ["describeReport"],
            text: `${callOf("describeReport", { reportId })} for its columns and what it can be filtered by`,
          },
          {
            with: ["getReport"],
            text: "getReport again with dateFilter, for the time before, to compare with",
          },
          { with: ["showChart"], text: `${callOf("showChart", { reportId })} shows it, if a picture helps` },
        ],
        answer:
          "Then answer: what the report counts and what its filters leave out, the figures that matter, what stands out against the time before, what it does not show, and one question it raises. Take every figure from the report as it was run, and name its filters.",
      },
      given,
    );
  },
};
