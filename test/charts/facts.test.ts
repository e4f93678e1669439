import fc from "fast-check";
import { expect, test } from "vitest";
import { type Chart, chartTypes } from "../../src/charts/chart.ts";
import { chartsIn, factsOf } from "../../src/charts/facts.ts";
import { patternOf } from "../../src/charts/figures.ts";
import { timeLabel, withoutGaps } from "../../src/charts/times.ts";
import { distinct } from "../../src/distinct.ts";
import { render } from "../../src/mcp/answers/result.ts";
import { tamed } from "../../src/mcp/answers/visible.ts";
import { Rows } from "../../src/tool/results.ts";

const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    "# returned=1 chart=pie",
    'a "quoted", name',
    "two\nlines",
    "=1+1",
    " · note: x",
    "a=b c=d",
    "é✓",
  ),
);
const name = word.map((text) => tamed(text.replaceAll("\r", "")) || "x");
const line = word.map((text) => tamed(text).replaceAll(/\s+/g, " ") || "x");

const charts = fc
  .record({
    title: line,
    subtitle: line,
    type: fc.constantFrom(...chartTypes),
    stacked: fc.boolean(),
    sums: fc.boolean(),
    time: fc.boolean(),
    y: line,
    series: line,
    pattern: fc.constantFrom("#", "$#", "# €", "#%"),
    names: fc.array(name, { minLength: 2, maxLength: 5 }),
    cells: fc.array(
      fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), {
        minLength: 5,
        maxLength: 5,
      }),
    ),
  })
  .map(({ names, cells, pattern, ...rest }): Chart => {
    const columns = distinct(names);
    const rows = cells.map((row, place) => [
      `${names[place % names.length]}`,
      ...row.slice(0, columns.length - 1),
    ]);
    return {
      ...rest,
      columns,
      rows,
      patterns: columns.slice(1).map(() => pattern),
      open: "https://a.example/x?y=1",
    };
  });

/** As a client gets it. */
function textOf(chart: Chart): string {
  const { columns, rows } = chart;
  const records = rows.map((row) =>
    Object.fromEntries(columns.map((column, place) => [column, row[place] ?? null])),
  );
  return render(new Rows({ records, columns, labels: true, format: "csv", notes: factsOf(chart) })).text;
}

test("what is drawn from the text is what the text was made of, whatever names hold", () => {
  fc.assert(
    fc.property(charts, (chart) => {
      const { charts: found } = chartsIn(textOf(chart));
      expect(found).toHaveLength(1);
      // -0 is written as 0.
      const rows = chart.rows.map((row) => row.map((cell) => (cell === 0 ? 0 : cell)));
      expect(found[0]).toEqual({ ...chart, rows });
    }),
    { seed: 5, numRuns: 300 },
  );
});

test("the unit of a shown amount is found, wherever it stands", () => {
  const shown = {
    "$1,200.50": "$#",
    "1.200,50 €": "# €",
    "USD 12": "USD #",
    "-£3": "£#",
    "45%": "#%",
    none: "#",
    "(12)": "#",
  };
  for (const [text, pattern] of Object.entries(shown)) expect(patternOf(text), text).toBe(pattern);
});

test("months, quarters and years have no gaps; days may have", () => {
  expect(withoutGaps(["2026-02", "2025-11"])).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
  expect(withoutGaps(["FY2026-Q1", "FY2025-Q3"])).toEqual(["FY2025-Q3", "FY2025-Q4", "FY2026-Q1"]);
  expect(withoutGaps(["2021", "2024"])).toEqual(["2021", "2022", "2023", "2024"]);
  expect(withoutGaps(["2026-01-05", "2026-01-01"])).toEqual(["2026-01-01", "2026-01-05"]);
  expect(["2026-02", "2026-Q4", "FY2026-Q1", "2026-01-05", "FY2026", "x"].map(timeLabel)).toEqual([
    ...["Feb 2026", "Q4 2026", "Q1 FY2026", "Jan 5, 2026", "FY2026", "x"],
  ]);
});
