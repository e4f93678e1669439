import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";
import type { TestHost } from "../test-host.ts";

let bridge: AppBridge | undefined;

const testHost: TestHost = {
  asked: [],
  heights: [],
  async open({ html, text, context, can }) {
    const frame = document.createElement("iframe");
    // As hosts do: scripts run, but nothing of the page around is in reach.
    frame.setAttribute("sandbox", "allow-scripts");
    frame.style.cssText = "width:100%;height:700px;border:0";
    document.body.replaceChildren(frame);
    testHost.asked.length = 0;
    testHost.heights.length = 0;
    const inside = frame.contentWindow;
    if (!inside) throw new Error("the frame has no window");
    const opened = new AppBridge(null, { name: "test-host", version: "1" }, can, { hostContext: context });
    bridge = opened;
    const keep = (what: TestHost["asked"][number]["what"]) => async (params: unknown) => {
      testHost.asked.push({ what, params });
      return {};
    };
    opened.onmessage = keep("message");
    opened.onopenlink = keep("open");
    opened.ondownloadfile = keep("download");
    opened.addEventListener("sizechange", ({ height }) => testHost.heights.push(height));
    const greeted = new Promise<void>((resolve) => opened.addEventListener("initialized", () => resolve()));
    await opened.connect(new PostMessageTransport(inside, inside));
    frame.srcdoc = html;
    await greeted;
    await opened.sendToolInput({ arguments: {} });
    await opened.sendToolResult({ content: [{ type: "text", text }] });
  },
  change(context) {
    bridge?.setHostContext(context);
  },
};

Object.assign(window, { testHost });
