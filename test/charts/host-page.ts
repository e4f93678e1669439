import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Frame, Page } from "playwright-core";
import type { Opened, TestHost } from "./test-host.ts";

let program: Promise<string> | undefined;

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("./host/host.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}

const everything: Opened["can"] = { message: {}, openLinks: {}, downloadFile: {} };

export interface HostPage {
  page: Page;
  /** The widget's own frame. */
  frame: Frame;
  change(context: Opened["context"]): Promise<void>;
  asked(): Promise<TestHost["asked"]>;
  heights(): Promise<TestHost["heights"]>;
  /** Every address that was asked for, the host's own page aside. */
  requests: string[];
  /** What went wrong in either page. */
  errors: string[];
}

/** A host in a page of its own that shows this widget with this result. */
export async function openHost(
  browser: Browser,
  {
    html,
    text,
    context = {},
    can = everything,
    width = 900,
  }: {
    html: string;
    text: string;
    context?: Opened["context"];
    can?: Opened["can"];
    width?: number;
  },
): Promise<HostPage> {
  program ??= bundled();
  const page = await browser.newPage({ viewport: { width, height: 760 } });
  const requests: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.addScriptTag({ content: await program });
  await page.evaluate((given) => (globalThis as unknown as { testHost: TestHost }).testHost.open(given), {
    html,
    text,
    context,
    can,
  });
  const frame = page.frames().at(-1);
  if (!frame) throw new Error("there is no widget");
  await frame.waitForSelector("svg, table, .said");
  const read = <Key extends "asked" | "heights">(key: Key) =>
    page.evaluate((name) => (globalThis as unknown as { testHost: TestHost }).testHost[name], key);
  return {
    page,
    frame,
    change: (next) =>
      page.evaluate(
        (given) => (globalThis as unknown as { testHost: TestHost }).testHost.change(given),
        next,
      ),
    asked: () => read("asked") as Promise<TestHost["asked"]>,
    heights: () => read("heights") as Promise<TestHost["heights"]>,
    requests,
    errors,
  };
}
