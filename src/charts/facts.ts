import type { Chart, Charts } from "./chart.ts";

/** What the first line of a chart's table says beside it: enough to draw it anew. */
export type Facts = Record<string, string | boolean>;

/** `$#|#%`, or one pattern where all are the same. */
function formatOf(patterns: readonly string[]): string {
  const [first = "#"] = patterns;
  return patterns.every((pattern) => pattern === first) ? first : patterns.join("|");
}

/** What is said of a chart; what says nothing is left out. */
export function factsOf(chart: Chart): Facts {
  const { type, title, subtitle, y, series, stacked, sums, patterns, time, open } = chart;
  const format = formatOf(patterns);
  return {
    chart: type,
    title,
    ...(subtitle !== "" && { subtitle }),
    ...(y !== "" && { y }),
    ...(series !== "" && { series }),
    ...(stacked && { stacked }),
    ...(sums && { sums }),
    ...(time && { time }),
    ...(format !== "#" && { format }),
    ...(open !== "" && { open }),
  };
}

/** Said once, before the first component of a dashboard. */
export function dashboardFacts({ title, subtitle, open }: Charts): Facts {
  return {
    dashboard: title,
    ...(subtitle !== "" && { asOf: subtitle }),
    ...(open !== "" && { dashboardOpen: open }),
  };
}

/** The facts of a first line: `# returned=6 chart=bar title="Open pipeline" · note: …`. */
function factsIn(line: string): Map<string, string> {
  const facts = new Map<string, string>();
  const fact = / (\w+)=("(?:\\.|[^"\\])*"|[^\s"]*)/y;
  fact.lastIndex = 1;
  for (let found = fact.exec(line); found; found = fact.exec(line)) {
    const [, name = "", text = ""] = found;
    facts.set(name, text.startsWith('"') ? String(JSON.parse(text)) : text);
  }
  return facts;
}

/** The cells of CSV (RFC 4180) without a line break at its end. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\r?\n|$)/y;
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    const [, quoted, plain = "", end = ""] = found;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ",") continue;
    rows.push(row);
    row = [];
    if (end === "") break;
  }
  return rows;
}

function figureOf(text: string): number | null {
  const figure = Number(text);
  return text === "" || !Number.isFinite(figure) ? null : figure;
}

function chartIn(table: string): Chart | undefined {
  const end = table.indexOf("\n");
  const facts = factsIn(end === -1 ? table : table.slice(0, end));
  const type = facts.get("chart");
  if (type === undefined || end === -1) return undefined;
  const [columns = [], ...cells] = csvRows(table.slice(end + 1));
  const formats = (facts.get("format") ?? "#").split("|");
  const patterns = columns.slice(1).map((_, place) => formats[place] ?? formats[0] ?? "#");
  return {
    title: facts.get("title") ?? "",
    subtitle: facts.get("subtitle") ?? "",
    // Only our own server writes it; what is drawn of an unknown one is a column.
    type: type as Chart["type"],
    stacked: facts.get("stacked") === "true",
    columns,
    rows: cells.map(([name = "", ...figures]) => [name, ...figures.map(figureOf)]),
    y: facts.get("y") ?? "",
    series: facts.get("series") ?? "",
    patterns,
    sums: facts.get("sums") === "true",
    time: facts.get("time") === "true",
    open: facts.get("open") ?? "",
  };
}

/** The charts that an answer of showChart holds; none in an error. */
export function chartsIn(text: string): Charts {
  // No row begins with the sign of a first line; one that would is quoted.
  const tables = text.split(/^(?=# )/m).filter((table) => table.startsWith("# "));
  const first = factsIn(tables[0]?.split("\n", 1)[0] ?? "");
  return {
    title: first.get("dashboard") ?? "",
    subtitle: first.get("asOf") ?? "",
    open: first.get("dashboardOpen") ?? "",
    charts: tables.flatMap((table) => chartIn(table.trimEnd()) ?? []),
  };
}
