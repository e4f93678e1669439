import type { Chart } from "../chart.ts";
import { exactFigure } from "../figures.ts";
import { timeLabel } from "../times.ts";
import { button, element } from "./elements.ts";

function csvCell(cell: string | number | null): string {
  const text = cell === null ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A chart's table as CSV. */
export function csvOf({ columns, rows }: Chart): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

/** A chart's table as a person reads it, with exact figures; `ask` makes a button of each category. */
export function tableOf(chart: Chart, ask?: (category: string) => void): HTMLTableElement {
  const { columns, rows, patterns, time, title } = chart;
  const head = columns.map((column) => element("th", { scope: "col" }, column));
  const body = rows.map(([name, ...figures]) => {
    const category = String(name ?? "");
    const text = time ? timeLabel(category) : category;
    const cells = figures.map((figure, place) =>
      element("td", {}, typeof figure === "number" ? exactFigure(figure, patterns[place] ?? "#") : "–"),
    );
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, ask ? button(text, () => ask(category), { class: "name" }) : text),
      ...cells,
    );
  });
  return element(
    "table",
    {},
    element("caption", {}, title),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...body),
  );
}
