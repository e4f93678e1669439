import { fileURLToPath } from "node:url";
import type { Browser, Frame, Page } from "playwright-core";
import { build } from "rolldown";
import type { Opened, TestHost } from "./test-host.ts";

async function bundled(): Promise<string> {
  const { output } = await build({
    input: fileURLToPath(new URL("./host/host.ts", import.meta.url)),
    platform: "browser",
    write: false,
    output: { format: "iife", codeSplitting: false },
  });
  return output[0].code;
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

/** A host's page, which shows one widget after the other. */
export async function newHost(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.addScriptTag({ content: await bundled() });
  return page;
}

/** Lets a host show this widget with this result. */
export async function openWidget(
  page: Page,
  {
    html,
    text,
    context = {},
    can = everything,
    width = 900,
  }: { html: string; text: string; context?: Opened["context"]; can?: Opened["can"]; width?: number },
): Promise<HostPage> {
  await page.setViewportSize({ width, height: 760 });
  const requests: string[] = [];
  const errors: string[] = [];
  page.removeAllListeners();
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
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
