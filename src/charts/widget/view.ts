import type { Chart, Charts, ChartType } from "../chart.ts";
import { kindsFor } from "../kinds.ts";
import { init } from "../library.ts";
import { heightOf, optionOf } from "../option.ts";
import { svgOf } from "../svg.ts";
import { button, element } from "./elements.ts";
import type { Host, HostContext } from "./host.ts";
import { questionOn } from "./question.ts";
import { csvOf, tableOf } from "./table.ts";
import { lookOf } from "./theme.ts";

const names: Record<Chart["type"], string> = {
  column: "Columns",
  bar: "Bars",
  line: "Line",
  area: "Area",
  pie: "Pie",
  donut: "Ring",
  funnel: "Funnel",
  scatter: "Points",
  metric: "Figure",
};

const leastHeight = 240;
const columnsFrom = 720;

/** A file's name out of a title. */
function fileName(title: string, ending: string): string {
  const plain = title.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "");
  return `${plain.slice(0, 60) || "chart"}.${ending}`;
}

/** Only an address of the web is ever opened. */
function isAddress(url: string): boolean {
  return /^https?:\/\/[^\s]+$/.test(url);
}

/** What is shown of an answer, and what the user has chosen for it. */
export class View {
  readonly #root: HTMLElement;
  readonly #host: Host;
  #context: HostContext;
  #charts: Charts = { title: "", subtitle: "", open: "", charts: [] };
  #type: ChartType | "metric" | undefined;
  #stacked: boolean | undefined;
  #table = false;
  #instances: { dispose(): void }[] = [];
  #width = 0;

  constructor(root: HTMLElement, host: Host) {
    this.#root = root;
    this.#host = host;
    this.#context = host.context;
    new ResizeObserver(() => {
      if (root.clientWidth !== this.#width) this.draw();
      host.resized(Math.ceil(document.documentElement.getBoundingClientRect().height));
    }).observe(root);
  }

  show(charts: Charts): void {
    this.#charts = charts;
    this.#type = undefined;
    this.#stacked = undefined;
    this.draw();
  }

  /** A sentence in place of a picture. */
  say(text: string): void {
    this.#clear();
    this.#root.append(element("p", { class: "said" }, text));
  }

  restyle(context: HostContext): void {
    this.#context = { ...this.#context, ...context };
    this.draw();
  }

  #clear(): void {
    for (const instance of this.#instances) instance.dispose();
    this.#instances = [];
    this.#root.replaceChildren();
  }

  /** The charts as the user has them now. */
  #shown(): Chart[] {
    return this.#charts.charts.map((chart) => ({
      ...chart,
      type: this.#type ?? chart.type,
      stacked: this.#stacked ?? chart.stacked,
    }));
  }

  draw(): void {
    const charts = this.#shown();
    const [only, ...others] = charts;
    if (!only) return;
    const focused = document.activeElement?.id;
    this.#clear();
    this.#width = this.#root.clientWidth;
    const { title, subtitle } = this.#charts;
    if (title !== "") this.#root.append(element("h1", {}, title), element("p", { class: "sub" }, subtitle));
    this.#root.append(this.#tools(only, others.length > 0));
    if (this.#table) this.#root.append(...charts.map((chart) => this.#tableOf(chart)));
    else this.#draws(charts);
    // What the user has just used keeps the keyboard.
    if (focused) document.getElementById(focused)?.focus();
  }

  #tools(chart: Chart, several: boolean): HTMLElement {
    const { can } = this.#host;
    const open = several || this.#charts.open !== "" ? this.#charts.open : chart.open;
    const table = button(
      this.#table ? "Chart" : "Table",
      () => this.#set(() => (this.#table = !this.#table)),
      {
        pressed: this.#table,
      },
    );
    table.id = "table";
    const left = [...(several || this.#table ? [] : this.#choices(chart)), table];
    const right = [
      ...(can.download ? [this.#download("SVG", chart), this.#download("CSV", chart)] : []),
      ...(can.openLinks && isAddress(open)
        ? [button("Open in Salesforce", () => this.#do(this.#host.open(open)))]
        : []),
    ];
    return element("div", { class: "tools" }, element("span", {}, ...left), element("span", {}, ...right));
  }

  #choices(chart: Chart): HTMLElement[] {
    const [original] = this.#charts.charts;
    const kinds = kindsFor(original ?? chart);
    const stack = original?.stacked && /^(?:column|bar|area)$/.test(chart.type);
    return [
      ...(kinds.length > 1 ? [this.#kindChoice(kinds, chart)] : []),
      ...(stack
        ? [
            button("Stacked", () => this.#set(() => (this.#stacked = !chart.stacked)), {
              pressed: chart.stacked,
            }),
          ]
        : []),
    ];
  }

  #kindChoice(kinds: readonly (ChartType | "metric")[], chart: Chart): HTMLSelectElement {
    const select = element("select", { label: "Kind of chart" });
    select.id = "kind";
    for (const kind of kinds) {
      const option = element("option", {}, names[kind]);
      option.value = kind;
      option.selected = kind === chart.type;
      select.append(option);
    }
    select.addEventListener("change", () => {
      const chosen = kinds.find((kind) => kind === select.value);
      this.#set(() => (this.#type = chosen));
    });
    return select;
  }

  #set(change: () => void): void {
    change();
    this.draw();
  }

  /** What the host refuses is said beside what is shown. */
  #do(done: Promise<void>): void {
    done.catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      this.#root.append(element("p", { class: "said", role: "status" }, text));
    });
  }

  #download(kind: "SVG" | "CSV", { title }: Chart): HTMLElement {
    const save = () => {
      const charts = this.#shown();
      const name = fileName(this.#charts.title || title, kind.toLowerCase());
      const text = kind === "SVG" ? svgOf({ ...this.#charts, charts }) : charts.map(csvOf).join("\r\n");
      this.#do(this.#host.download(name, kind === "SVG" ? "image/svg+xml" : "text/csv", text));
    };
    return button(kind, save, { title: `Download as ${kind}` });
  }

  #tableOf(chart: Chart): HTMLElement {
    const ask = this.#host.can.message ? (category: string) => this.#ask(chart, category) : undefined;
    return element("div", { class: "scroll" }, tableOf(chart, ask));
  }

  #ask(chart: Chart, category: string, series?: string): void {
    this.#do(this.#host.ask(questionOn(chart, category, series)));
  }

  #draws(charts: readonly Chart[]): void {
    const several = charts.length > 1;
    const across = several && this.#width >= columnsFrom ? 2 : 1;
    const grid = element("div", { class: several ? "grid" : "" });
    grid.style.setProperty("--across", String(across));
    this.#root.append(grid);
    const boxes = charts.map((chart) => {
      const box = element("div", { class: several ? "card" : "picture", role: "img", label: chart.title });
      return { chart, box };
    });
    // How wide each is shows when all of them are there.
    grid.append(...boxes.map(({ box }) => box));
    for (const { chart, box } of boxes) this.#picture(chart, box, several);
  }

  /** Where the host gives a fixed height, one picture fills it. */
  #heightFor(chart: Chart, width: number, several: boolean): number {
    const given = this.#context.containerDimensions?.height;
    if (several || given === undefined) return heightOf(chart, width);
    return Math.max(leastHeight, given - 60);
  }

  #picture(chart: Chart, box: HTMLElement, several: boolean): void {
    const width = Math.max(200, box.clientWidth);
    const height = this.#heightFor(chart, width, several);
    box.style.height = `${height}px`;
    const instance = init(box, null, { renderer: "svg", width, height });
    instance.setOption(optionOf(chart, { width, height, look: lookOf(this.#context) }));
    instance.on("click", ({ name, seriesName }) => {
      const at = chart.rows.find(([category]) => category === name)?.[0];
      if (this.#host.can.message && name) this.#ask(chart, String(at ?? name), seriesName);
    });
    this.#instances.push(instance);
  }
}
