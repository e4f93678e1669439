import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { onePer } from "../one-per.ts";
import type { Charts } from "./chart.ts";

const style = `
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;background:transparent;color:var(--color-text-primary,#1f2328);font-family:var(--font-sans,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif);font-size:13px}
[data-theme=dark] body{color:var(--color-text-primary,#e9ecef)}
[data-file] body{max-width:1100px;margin:24px auto;padding:0 16px}
[data-file][data-theme=light]{background:#fff}[data-file][data-theme=dark]{background:#1b1f24}
h1{font-size:18px;margin:12px 16px 2px}.sub{margin:0 16px 8px;opacity:.75}
.said{margin:16px}.tools{display:flex;justify-content:space-between;flex-wrap:wrap;gap:6px;padding:8px 16px 0}
.tools span{display:flex;gap:6px;flex-wrap:wrap}
button,select{font:inherit;color:inherit;background:var(--color-background-secondary,rgba(127,127,127,.08));border:1px solid var(--color-border-secondary,rgba(127,127,127,.3));border-radius:6px;padding:3px 10px;cursor:pointer;min-height:26px}
option{color:#1f2328;background:#fff}[data-theme=dark] option{color:#e9ecef;background:#1b1f24}
button:hover,select:hover{border-color:currentColor}button:focus-visible,select:focus-visible{outline:2px solid #4aa8e0;outline-offset:1px}
button[aria-pressed=true]{background:rgba(0,114,178,.18)}
.grid{display:grid;grid-template-columns:repeat(var(--across),minmax(0,1fr));gap:12px;padding:12px 16px}
.card{border:1px solid var(--color-border-secondary,rgba(127,127,127,.3));border-radius:8px;overflow:hidden}
.card:last-child:nth-child(odd){grid-column:1/-1}
.scroll{overflow:auto;max-height:520px;margin:8px 16px 12px}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600;padding:6px 0}
th,td{padding:4px 10px;border-bottom:1px solid var(--color-border-secondary,rgba(127,127,127,.25));text-align:right;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:500}thead th:not(:first-child){text-align:right}
.name{background:none;border:0;padding:0;min-height:0;text-align:left;text-decoration:underline dotted}
`.trim();

/** The drawing program, which the build puts beside the others: the same one draws files. */
const program = onePer((_: object) => readFile(new URL("../../dist/picture.js", import.meta.url), "utf8"));
const forever = {};

/** Charts as a script of data, out of which no markup can break. */
function dataScript(charts: Charts): string {
  return `<script type="application/json" id="charts">${JSON.stringify(charts).replaceAll("<", "\\u003c")}</script>`;
}

function hashOf(script: string): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}

function page(script: string, body: string, isFile: boolean): string {
  // A host may have scripts of its own to put into the page; into a file nobody has.
  const scripts = isFile ? hashOf(script) : "'unsafe-inline'";
  const policy = `default-src 'none'; script-src ${scripts}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  return [
    `<!doctype html><html lang="en"${isFile ? " data-file" : ""}><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<meta name="viewport" content="width=device-width,initial-scale=1"><title>Chart</title>`,
    `<style>${style}</style></head><body><main id="chart"></main>${body}<script type="module">${script}</script></body></html>`,
  ].join("\n");
}

/** The page that a host shows: it names no address and loads nothing. */
export async function chartPage(): Promise<string> {
  return page(await program(forever), "", false);
}

/** The same page with charts inside, to be opened as a file. */
export async function chartFile(charts: Charts): Promise<string> {
  return page(await program(forever), dataScript(charts), true);
}
