import type { Charts } from "../chart.ts";
import { chartsIn } from "../facts.ts";
import { connectHost, type HostContext, noHost } from "./host.ts";
import { applyTheme } from "./theme.ts";
import { View } from "./view.ts";

/** The same file draws pictures where there is no page. */
export { svgOf } from "../svg.ts";

/** What a page that was saved as a file shows. */
function embedded(): Charts | undefined {
  const text = document.getElementById("charts")?.textContent;
  // The server wrote it into the page.
  return text ? (JSON.parse(text) as Charts) : undefined;
}

function showAnswer(view: View, text: string, isError: boolean): void {
  const charts = chartsIn(text);
  if (!isError && charts.charts.length > 0) view.show(charts);
  else view.say(text.split("\n", 1)[0] || "There is no chart.");
}

async function startInHost(root: HTMLElement): Promise<void> {
  let view: View | undefined;
  // An answer may come before the greeting is answered.
  let early: [text: string, isError: boolean] | undefined;
  const host = await connectHost({
    answered(text, isError) {
      if (view) showAnswer(view, text, isError);
      else early = [text, isError];
    },
    cancelled: (reason) => view?.say(reason === "" ? "Cancelled." : `Cancelled: ${reason}`),
    changed: (context: HostContext) => {
      applyTheme(context);
      view?.restyle(context);
    },
  });
  applyTheme(host.context);
  view = new View(root, host);
  if (early) showAnswer(view, ...early);
}

function start(): void {
  const root = document.getElementById("chart");
  if (!root) return;
  const charts = embedded();
  if (charts === undefined) {
    startInHost(root).catch((error: unknown) => root.append(String(error)));
    return;
  }
  applyTheme({});
  const view = new View(root, noHost());
  view.show(charts);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    applyTheme({});
    view.restyle({});
  });
}

if (typeof document !== "undefined") start();
