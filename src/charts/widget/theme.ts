import { dark, type Look, light } from "../look.ts";
import type { HostContext } from "./host.ts";

/** A color as the browser computes it, whatever the host wrote; undefined for one that the chart library cannot read. */
function computedColor(name: string): string | undefined {
  const probe = document.createElement("span");
  probe.style.color = `var(${name}, transparent)`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  // What is half transparent or in a newer notation stays the page's own.
  return /^rgb\(/.test(color) ? color : undefined;
}

function isDark({ theme }: HostContext): boolean {
  if (theme === "dark" || theme === "light") return theme === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Takes over the host's theme and style variables for the page. */
export function applyTheme(context: HostContext): void {
  const root = document.documentElement;
  root.dataset["theme"] = isDark(context) ? "dark" : "light";
  root.style.colorScheme = root.dataset["theme"];
  for (const [name, value] of Object.entries(context.styles?.variables ?? {}))
    if (/^--[\w-]+$/.test(name) && typeof value === "string" && !/url\(/i.test(value))
      root.style.setProperty(name, value);
}

/** Colors and letters of the pictures, as the page around them has them. */
export function lookOf(context: HostContext): Look {
  const own = isDark(context) ? dark : light;
  const font = getComputedStyle(document.body).fontFamily;
  return {
    ...own,
    text: computedColor("--color-text-primary") ?? own.text,
    muted: computedColor("--color-text-secondary") ?? own.muted,
    line: computedColor("--color-border-secondary") ?? own.line,
    box: computedColor("--color-background-primary") ?? own.box,
    background: "transparent",
    font: font === "" ? own.font : font,
  };
}
