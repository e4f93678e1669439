import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import type { TestOptions } from "vitest";
import { onlyWhere } from "./left-out.ts";

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

const named = process.env["CHROMIUM_PATH"];
const chromiumPath = (named === undefined ? usualPlaces : [named]).find((path) => existsSync(path));
const advice = "install it, or let CHROMIUM_PATH say where Chromium, Chrome or Edge is";

// What is published was tested whole.
if (chromiumPath === undefined && process.env["CI"] === "true")
  throw new Error(`CI is true, and the tests in a browser find none: ${advice}.`);

/** For tests in a browser: CHROMIUM_PATH where it is set, else what stands where browsers usually are. */
export const inChromium: TestOptions = onlyWhere(
  chromiumPath !== undefined,
  `there is no Chromium here; ${advice}`,
);

/** A headless browser with a profile of its own that asks nobody for anything. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
