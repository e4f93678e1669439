import type { ReportDescribe, ReportMetadata } from "../salesforce/reports/answers.ts";
import { reportColumns } from "../salesforce/reports/filters.ts";
import { describeReport } from "../salesforce/reports/run.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { path } from "../salesforce/rest/paths.ts";
import { sameName } from "../spelling.ts";
import { type ObjectPaths, untold } from "./object-paths.ts";
import {
  objectsInType,
  objectsOfColumn,
  type StandardReportType,
  standardReportTypes,
} from "./report-types.ts";

/** What a report's metadata holds that only matters here. */
interface FullMetadata extends ReportMetadata {
  sortBy?: { sortColumn?: string }[] | null;
  crossFilters?: CrossFilter[] | null;
  buckets?: { developerName?: string; sourceColumnName?: string }[] | null;
  customSummaryFormula?: Record<string, { formula?: string }> | null;
  /** Formulas of the rows, by the name of the column that shows each. */
  customDetailFormula?: Record<string, { formula?: string }> | null;
}

/** `with` or `without` records of another object that meet these criteria, whose columns are that object's. */
interface CrossFilter {
  relatedEntity?: string;
  criteria?: ({ column?: unknown } | null)[] | null;
}

const useQuery = "Use executeQuery on the objects that you may read.";

const noColumn = /^(?:\d.*|and|or|not|true|false|null|_+)$/i;

/** The columns in a row's formula: `IF(ISBLANK(Account.Owner__c), 0, AMOUNT)`. */
function columnsInFormula(formula: string): string[] {
  const plain = formula.replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, " ");
  const words = [...plain.matchAll(/[\w.$]+(?=\s*(\(?))/g)];
  return words.flatMap(([word, call]) => (call === "(" || noColumn.test(word) ? [] : [word]));
}

/** The columns that buckets and formulas (`WON:SUM / RowCount`) are made of, by their names. */
function madeOf(metadata: FullMetadata): Map<string, readonly string[]> {
  const { buckets, customSummaryFormula, customDetailFormula } = metadata;
  const sources = (buckets ?? []).map(({ developerName = "", sourceColumnName }): [string, string[]] => [
    developerName,
    sourceColumnName === undefined ? [] : [sourceColumnName],
  ]);
  const formulas = Object.entries(customSummaryFormula ?? {}).map(
    ([name, { formula = "" }]): [string, string[]] => [
      name,
      formula.match(/[\w.$]+(?=:(?:SUM|AVG|MAX|MIN|UNIQUE)\b)|\bRowCount\b/gi) ?? [],
    ],
  );
  const rows = Object.entries(customDetailFormula ?? {}).map(
    ([name, { formula = "" }]): [string, string[]] => [name, columnsInFormula(formula)],
  );
  return new Map([...sources, ...formulas, ...rows].filter(([, columns]) => columns.length > 0));
}

/** Every column that a report shows, groups, sums, sorts or filters by. */
function usedColumns(metadata: FullMetadata): string[] {
  const named = [
    ...metadata.detailColumns,
    ...[...metadata.groupingsDown, ...metadata.groupingsAcross].map(({ name }) => name),
    ...metadata.aggregates.map((name) => name.replace(/^[a-z]+!/, "")),
    ...metadata.reportFilters.map(({ column }) => column),
    ...(metadata.sortBy ?? []).map(({ sortColumn }) => sortColumn),
    metadata.standardDateFilter?.column,
  ].flatMap((name) => name ?? []);
  const made = madeOf(metadata);
  const columnsOf = (name: string) => made.get(name) ?? [name];
  // A formula of the rows may be made of buckets.
  return [...new Set(named.flatMap(columnsOf).flatMap(columnsOf))];
}

/** Columns may be asked for by label; every one that may be meant counts. */
function columnsNamed(name: string, describe: ReportDescribe): string[] {
  const wanted = name.toLowerCase();
  const found = [...reportColumns(describe)].filter(
    ([column, { label }]) => column.toLowerCase() === wanted || label.toLowerCase() === wanted,
  );
  return found.length > 0 ? found.map(([column]) => column) : [name];
}

class ReportObjects {
  readonly #paths: ObjectPaths;
  readonly #type: StandardReportType | undefined;
  readonly #way: string;

  constructor(paths: ObjectPaths, type: StandardReportType | undefined, way: string) {
    this.#paths = paths;
    this.#type = type;
    this.#way = way;
  }

  async column(column: string): Promise<void> {
    const way = `${this.#way}, column ${column}`;
    if (/^(?:RowCount)$/i.test(column)) return;
    if (column.includes("$")) return this.#custom(column, way);
    if (/^[A-Za-z]\w*\.\w+__c(?:\.\w+)*$/.test(column)) return this.#qualified(column.split("."), way);
    const known = this.#type && objectsOfColumn(this.#type, column);
    if (known) for (const object of known) this.#paths.check(object, way, useQuery);
    else this.everything(way);
  }

  /** A column that is not known may show anything that the type has. */
  everything(way = this.#way): void {
    if (!this.#type) throw untold(`It is not known what ${way} shows`, useQuery);
    for (const object of this.#type.others) this.#paths.check(object, way, useQuery);
  }

  /** `Account.Contacts$Owner.Name` of a custom report type: children before the sign, parents behind it. */
  async #custom(column: string, way: string): Promise<void> {
    const [left = "", right = ""] = column.split("$");
    const [object = "", ...children] = left.split(".");
    const base = await this.#paths.named(object, way);
    const at = await this.#paths.relationships([base], children, way);
    await this.#lookup(at, right.split("."), way);
  }

  async #qualified([object = "", ...fields]: string[], way: string): Promise<void> {
    await this.#lookup([await this.#paths.named(object, way)], fields, way);
  }

  /** A lookup shows its parent's name, so a path that ends in one touches the parent. */
  async #lookup(objects: readonly string[], steps: readonly string[], way: string): Promise<void> {
    await this.#paths.follow(objects, steps, way, true);
    const before = await this.#paths.follow(objects, steps, way);
    const last = steps.at(-1) ?? "";
    if (!(await this.#paths.knows(before, last))) throw untold(`It is not known what ${way} shows`, useQuery);
    await this.#paths.referenced(before, last, way);
  }

  /** The other object that a cross filter looks at, and the columns by which it does. */
  async crossFilter({ relatedEntity, criteria }: CrossFilter): Promise<void> {
    const way = `a cross filter of ${this.#way}`;
    if (!relatedEntity) throw untold(`It is not known what ${way} looks at`, useQuery);
    const object = await this.#paths.named(relatedEntity, way);
    for (const criterion of criteria ?? []) {
      const column = criterion?.column;
      if (typeof column !== "string" || column === "")
        throw untold(`It is not known what ${way} looks at`, useQuery);
      const steps = column.split(/[.$]/);
      const led = sameName(steps[0] ?? "", relatedEntity) || sameName(steps[0] ?? "", object);
      await this.#lookup([object], led ? steps.slice(1) : steps, `${way}, column ${column}`);
    }
  }
}

async function checkColumns(
  describe: ReportDescribe,
  columns: readonly string[],
  paths: ObjectPaths,
): Promise<void> {
  // Salesforce answers more than the type of what other code reads.
  const metadata = describe.reportMetadata as FullMetadata;
  const type = metadata.reportType?.type ?? "";
  const way = `the report '${metadata.name}'`;
  if (/MULTI_BLOCK/i.test(metadata.reportFormat))
    throw untold(`${way} is a joined one, so it is not known what it shows`, useQuery);
  const standard = standardReportTypes[type.toLowerCase()];
  const inType = objectsInType(type);
  const main = standard?.main ?? inType ?? [];
  for (const object of main) paths.check(object, `${way} of type ${type}`, useQuery);
  const custom = standard ?? (inType && { main, others: ["User"], own: /^(?:CUST_NAME|NAME|CUST_ID)$/ });
  const objects = new ReportObjects(paths, custom, `${way} of type ${type || "unknown"}`);
  for (const filter of metadata.crossFilters ?? []) await objects.crossFilter(filter);
  const used = [...usedColumns(metadata), ...columns.flatMap((column) => columnsNamed(column, describe))];
  if (used.length === 0 && main.length === 0) objects.everything();
  for (const column of used) await objects.column(column);
}

interface DashboardDescribe {
  components: {
    reportId?: string | null;
    type?: string;
    properties?: { filterColumns?: { name: string }[] | null } | null;
  }[];
  filters?: unknown[] | null;
}

async function checkDashboard(id: string, paths: ObjectPaths, salesforce: Salesforce): Promise<void> {
  paths.checkDenied("Dashboard", "the dashboard itself");
  const answer = await salesforce.get<DashboardDescribe>(path`/analytics/dashboards/${id}/describe`);
  const filtered = (answer.filters ?? []).length > 0;
  for (const { reportId, type, properties } of answer.components) {
    if (!reportId && type === "Report")
      throw untold("It is not known which report a part of the dashboard shows", useQuery);
    if (!reportId) continue;
    const columns = properties?.filterColumns?.map(({ name }) => name);
    // A filter whose column is not told may be on any.
    const asked = filtered ? (columns ?? ["a filter of the dashboard"]) : [];
    await checkColumns(await describeReport(salesforce, reportId), asked, paths);
  }
}

/**
 * Throws DENIED_OBJECT when a report or dashboard shows an object that may not be touched, or when that cannot
 * be found out. `columns` are those that the call itself filters by.
 */
export async function checkReport(
  id: string,
  columns: readonly string[],
  paths: ObjectPaths,
  salesforce: Salesforce,
): Promise<void> {
  if (id.startsWith("01Z")) return checkDashboard(id, paths, salesforce);
  if (!id.startsWith("00O")) throw untold(`${id} is no id of a report or dashboard`);
  paths.checkDenied("Report", "the report itself");
  await checkColumns(await describeReport(salesforce, id), columns, paths);
}
