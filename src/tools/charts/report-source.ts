import { patternOf } from "../../charts/figures.ts";
import type { Dimension, Measure, Point, Source } from "../../charts/source.ts";
import { distinct } from "../../distinct.ts";
import { ToolError } from "../../errors.ts";
import { WrittenNumber } from "../../json-numbers.ts";
import type {
  ReportCell,
  ReportColumnInfo,
  ReportDescribe,
  ReportGrouping,
  ReportGroupingInfo,
  ReportResult,
} from "../../salesforce/reports/answers.ts";
import { amount, columnLabel, groupLabel } from "../../salesforce/reports/cells.ts";
import { reportColumns } from "../../salesforce/reports/filters.ts";

const ordinal = /stage|status|priority|rating|level|phase|severity|tier|grade/i;

function numberOf(cell: ReportCell | undefined): number | null {
  const value = amount(cell?.value);
  if (value instanceof WrittenNumber) return Number(value.text);
  return typeof value === "number" ? value : null;
}

/** A group of dates as times.ts writes it; undefined where it is none of a calendar. */
function timeOf({ value, label }: ReportGrouping, granularity: string): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d/.test(value)) return undefined;
  const day = value.slice(0, 10);
  const [, quarter, fiscalYear] = /Q(\d)\D+?(\d{4})/.exec(label) ?? [];
  if (/^(?:None|Day|Week)$/.test(granularity)) return day;
  if (granularity === "Month") return day.slice(0, 7);
  if (granularity === "Year") return day.slice(0, 4);
  if (granularity === "Quarter") return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
  // When a fiscal year begins only its label tells.
  if (granularity === "FiscalQuarter" && quarter) return `FY${fiscalYear}-Q${quarter}`;
  const year = /\d{4}/.exec(label)?.[0];
  return granularity === "FiscalYear" && year ? `FY${year}` : undefined;
}

interface Level {
  info: ReportGroupingInfo;
  column: ReportColumnInfo | undefined;
  dimension: Dimension;
  textOf(group: ReportGrouping): string | null;
}

function isEmpty({ value, label }: ReportGrouping): boolean {
  return value === null && label === "-";
}

/** Every group on one level, wherever it hangs. */
function groupsAt(groupings: readonly ReportGrouping[], level: number): ReportGrouping[] {
  return level === 0
    ? [...groupings]
    : groupings.flatMap((group) => groupsAt(group.groupings ?? [], level - 1));
}

/** Values that are called the same, such as two users of one name, stay apart. */
function labelsOf(groups: readonly ReportGrouping[]): Map<string, string> {
  const byValue = new Map(groups.map((group) => [JSON.stringify(group.value), groupLabel(group)]));
  const labels = distinct([...byValue.values()]);
  return new Map([...byValue.keys()].map((value, place) => [value, labels[place] ?? ""]));
}

function levelOf(
  info: ReportGroupingInfo,
  groups: readonly ReportGrouping[],
  { report, describe }: { report: ReportResult; describe: ReportDescribe | undefined },
): Level {
  const column =
    (describe && reportColumns(describe).get(info.name)) ??
    report.reportExtendedMetadata.groupingColumnInfo?.[info.name];
  const label = columnLabel(report.reportExtendedMetadata.groupingColumnInfo, info.name);
  const named = { name: info.name, label };
  const times = new Map(groups.map((group) => [group, timeOf(group, info.dateGranularity ?? "None")]));
  const isTime =
    /^date/.test(column?.dataType ?? "") && groups.every((group) => isEmpty(group) || times.get(group));
  if (isTime)
    return {
      info,
      column,
      dimension: { ...named, kind: "time" },
      textOf: (group) => timeOf(group, info.dateGranularity ?? "None") ?? null,
    };
  const labels = labelsOf(groups);
  const values = column?.filterValues ?? [];
  const isPicklist = column?.dataType === "picklist";
  const dimension: Dimension = {
    ...named,
    kind: "text",
    ...(values.length > 0 && { order: values.map((value) => value.label) }),
    ordinal: isPicklist && ordinal.test(`${info.name} ${label}`),
    stages: isPicklist && /stage/i.test(`${info.name} ${label}`),
  };
  return {
    info,
    column,
    dimension,
    textOf: (group) =>
      isEmpty(group) ? null : (labels.get(JSON.stringify(group.value)) ?? groupLabel(group)),
  };
}

/** Sums and counts can be added up over groups; averages, extremes and formulas cannot. */
function measureOf(report: ReportResult, name: string, place: number): Measure {
  const info = report.reportExtendedMetadata.aggregateColumnInfo;
  const cells = Object.values(report.factMap).flatMap(({ aggregates }) => aggregates?.[place] ?? []);
  const shown = cells.find((cell) => numberOf(cell) !== null && /\d/.test(cell.label ?? ""));
  const type = info?.[name]?.dataType ?? "";
  const unit = /^(?:currency|percent)$/.test(type);
  const merge = /^(?:rowcount|s!.*)$/i.test(name) ? "sum" : "never";
  return { name, label: columnLabel(info, name), pattern: unit ? patternOf(shown?.label ?? "") : "#", merge };
}

/** The groups on the paths down to a level. */
function pathsTo(
  groupings: readonly ReportGrouping[],
  depth: number,
  above: ReportGrouping[] = [],
): ReportGrouping[][] {
  if (depth === 0) return [above];
  return groupings.flatMap((group) => pathsTo(group.groupings ?? [], depth - 1, [...above, group]));
}

function keyOf(path: readonly ReportGrouping[]): string {
  return path.at(-1)?.key ?? "T";
}

function pointsOf(report: ReportResult, levels: readonly Level[], chosen: readonly number[]): Point[] {
  const downLevels = report.reportMetadata.groupingsDown.length;
  const depth = (from: number, to: number) =>
    Math.max(0, ...chosen.filter((place) => place >= from && place < to).map((place) => place - from + 1));
  const countPlace = report.reportMetadata.aggregates.findIndex((name) => /^rowcount$/i.test(name));
  const down = pathsTo(report.groupingsDown?.groupings ?? [], depth(0, downLevels));
  const across = pathsTo(report.groupingsAcross?.groupings ?? [], depth(downLevels, levels.length));
  return down.flatMap((row) =>
    across.map((column) => {
      const fact = report.factMap[`${keyOf(row)}!${keyOf(column)}`];
      // Where there are no records, Salesforce answers averages of nothing as zero.
      const nothing = countPlace !== -1 && numberOf(fact?.aggregates?.[countPlace]) === 0;
      const groups = [...row, ...Array.from({ length: downLevels - row.length }, () => undefined), ...column];
      return {
        at: levels.map((level, place) => {
          const group = groups[place];
          return group ? level.textOf(group) : null;
        }),
        figures: report.reportMetadata.aggregates.map((_, place) =>
          nothing ? null : numberOf(fact?.aggregates?.[place]),
        ),
      };
    }),
  );
}

/** A report's total of one figure; of the first where none is named. */
export function totalOf(
  report: ReportResult,
  name?: string,
): { label: string; value: number | null; pattern: string } {
  const { aggregates } = report.reportMetadata;
  const place = Math.max(0, aggregates.indexOf(name ?? ""));
  const { label, pattern } = measureOf(report, aggregates[place] ?? "", place);
  return { label, pattern, value: numberOf(report.factMap["T!T"]?.aggregates?.[place]) };
}

/** What a report that was run has to show. Throws BAD_ARGUMENT for one without groups. */
export function reportSource(
  report: ReportResult,
  texts: Pick<Source, "title" | "subtitle" | "open">,
  describe?: ReportDescribe,
): Source {
  const { groupingsDown, groupingsAcross, aggregates, name } = report.reportMetadata;
  if (groupingsDown.length + groupingsAcross.length === 0)
    throw new ToolError(
      "BAD_ARGUMENT",
      `This cannot be drawn: '${name}' has no groups, only rows.`,
      "Take a report that groups them, or soql with GROUP BY.",
    );
  const side = (infos: readonly ReportGroupingInfo[], groupings: readonly ReportGrouping[] | undefined) =>
    infos.map((info, level) => levelOf(info, groupsAt(groupings ?? [], level), { report, describe }));
  const levels = [
    ...side(groupingsDown, report.groupingsDown?.groupings),
    ...side(groupingsAcross, report.groupingsAcross?.groupings),
  ];
  const sorts = [...groupingsDown, ...groupingsAcross].some(
    (info) => info.sortOrder === "Desc" || ("sortAggregate" in info && info.sortAggregate),
  );
  const labels = distinct(
    aggregates.map((aggregate) => columnLabel(report.reportExtendedMetadata.aggregateColumnInfo, aggregate)),
  );
  return {
    ...texts,
    dimensions: levels.map(({ dimension }) => dimension),
    measures: aggregates.map((aggregate, place) => ({
      ...measureOf(report, aggregate, place),
      label: labels[place] ?? aggregate,
    })),
    sorted: sorts,
    points: (chosen) => pointsOf(report, levels, chosen),
  };
}
