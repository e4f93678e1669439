import { cutText } from "../../cut-text.ts";
import { firstPage } from "../../salesforce/records/query.ts";
import type { QueryPage } from "../../salesforce/rest/answers.ts";
import { likeText } from "../../salesforce/soql/like.ts";
import { closestTitles, didYouMean } from "../../spelling.ts";
import { Rows } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { within } from "../../waiting/signals.ts";

export const usualReports = 100;
export const mostReports = 2_000;
/** What is said of a search that found nothing delays the answer by no more. */
const remarkMilliseconds = 500;

interface Listed {
  kind: "Report" | "Dashboard";
  name: string;
  columns: readonly string[];
}

export const listedReports: Listed = {
  kind: "Report",
  name: "Name",
  columns: ["Id", "Name", "FolderName", "Format", "LastRunDate", "Description"],
};
export const listedDashboards: Listed = {
  kind: "Dashboard",
  name: "Title",
  columns: ["Id", "Title", "FolderName", "Description"],
};

/** How a search that found nothing goes on: with the names that are like it. */
async function searchedInVain(
  { kind, name }: Listed,
  search: string,
  { salesforce }: ToolContext,
): Promise<string[]> {
  const q = `SELECT ${name}, FolderName FROM ${kind} ORDER BY ${name} LIMIT ${mostReports}`;
  const { records } = await salesforce.get<QueryPage>("/query", { query: { q } });
  const names = new Map(records.map((row) => [`${row[name]} ${row["FolderName"] ?? ""}`, `'${row[name]}'`]));
  const near = closestTitles(search, [...names.keys()]).map((title) => names.get(title) ?? title);
  const meant = didYouMean(near, "clause") || ";";
  const all = records.length < mostReports ? `all ${records.length}` : "more of them";
  return [
    `no ${kind.toLowerCase()} has '${cutText(search, 80)}' in its name or folder${meant} list${kind}s without search shows ${all}`,
  ];
}

/** Reports or dashboards by a part of their name or folder; where none has it, with those that come near. */
export async function list(
  listed: Listed,
  {
    search,
    maxRecords: most = usualReports,
  }: { search?: string | undefined; maxRecords?: number | undefined },
  context: ToolContext,
): Promise<Rows> {
  const { salesforce } = context;
  const { kind, name, columns } = listed;
  const text = likeText(search ?? "");
  const where = search
    ? ` WHERE ${name} LIKE ${text} OR FolderName LIKE ${text} OR DeveloperName LIKE ${text}`
    : "";
  const soql = `SELECT ${columns.join(", ")} FROM ${kind}${where} ORDER BY ${name} LIMIT ${most}`;
  const { records } = await firstPage(salesforce, { soql, all: false, batchSize: most });
  const count = `SELECT COUNT() FROM ${kind}${where}`;
  const total =
    records.length < most
      ? records.length
      : (await salesforce.get<QueryPage>("/query", { query: { q: count } })).totalSize;
  const vain = search && total === 0 ? searchedInVain(listed, search, context) : Promise.resolve([]);
  return new Rows({
    records,
    columns,
    format: "csv",
    totalSize: total,
    more: total > records.length,
    cutHint: "narrow it with search, or raise maxRecords (2,000)",
    remarks: await within(
      remarkMilliseconds,
      vain.catch(() => []),
      [],
    ),
  });
}
