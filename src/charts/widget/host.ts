/** What a host says of itself and of the place it gives. */
export interface HostContext {
  theme?: string;
  styles?: { variables?: Record<string, unknown> };
  containerDimensions?: { height?: number; maxHeight?: number };
}

export interface Host {
  /** What the host lets a page do; a page that lies open as a file does by itself what a page may. */
  can: { message: boolean; openLinks: boolean; download: boolean };
  context: HostContext;
  /** Puts a question into the chat, as the user's. */
  ask(question: string): Promise<void>;
  open(url: string): Promise<void>;
  download(name: string, mimeType: string, text: string): Promise<void>;
  /** Tells how high the page is. */
  resized(height: number): void;
}

export interface HostEvents {
  answered(text: string, isError: boolean): void;
  cancelled(reason: string): void;
  changed(context: HostContext): void;
}

interface Message {
  jsonrpc?: unknown;
  id?: string | number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message?: string };
}

const protocolVersion = "2026-01-26";

/** JSON-RPC with the window around this one; of others nothing is heard. */
class Channel {
  readonly #waiting = new Map<number, (message: Message) => void>();
  #last = 0;

  constructor(heard: (method: string, params: Record<string, unknown>) => void) {
    window.addEventListener("message", ({ source, data }: MessageEvent<Message>) => {
      if (source !== window.parent || data?.jsonrpc !== "2.0") return;
      const { id, method, params = {} } = data;
      if (method === undefined) this.#waiting.get(Number(id))?.(data);
      else if (id === undefined) heard(method, params);
      else this.#answer(id, method);
    });
  }

  /** What a host may ask of a page: whether it lives, and to make ready for its end. */
  #answer(id: string | number, method: string): void {
    const known = method === "ping" || method === "ui/resource-teardown";
    const error = { code: -32_601, message: "Method not found" };
    this.#post({ id, ...(known ? { result: {} } : { error }) });
  }

  request(method: string, params: object): Promise<Record<string, unknown>> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        this.#waiting.delete(id);
        if (error || result?.["isError"] === true)
          reject(new Error(error?.message ?? `${method} was refused`));
        else resolve(result ?? {});
      });
      this.#post({ id, method, params });
    });
  }

  notify(method: string, params: object): void {
    this.#post({ method, params });
  }

  #post(message: object): void {
    // Nobody tells a page the host's origin; what is sent is what the host gave, or what the user clicked.
    window.parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  }
}

function textOf(params: Record<string, unknown>): string {
  const { content } = params as { content?: { type?: unknown; text?: unknown }[] };
  const texts = (content ?? []).filter(({ type }) => type === "text").map(({ text }) => String(text));
  return texts[0] ?? "";
}

/** Greets the host around this page and listens to it. */
export async function connectHost(events: HostEvents): Promise<Host> {
  const channel = new Channel((method, params) => {
    if (method === "ui/notifications/tool-result")
      events.answered(textOf(params), params["isError"] === true);
    if (method === "ui/notifications/tool-cancelled") events.cancelled(String(params["reason"] ?? ""));
    if (method === "ui/notifications/host-context-changed") events.changed(params);
  });
  const { hostCapabilities, hostContext } = (await channel.request("ui/initialize", {
    appInfo: { name: "salesforce-chart", version: "1" },
    appCapabilities: { availableDisplayModes: ["inline"] },
    protocolVersion,
  })) as { hostCapabilities?: Record<string, unknown>; hostContext?: HostContext };
  const can = (capability: string) => hostCapabilities?.[capability] !== undefined;
  const host: Host = {
    can: { message: can("message"), openLinks: can("openLinks"), download: can("downloadFile") },
    context: hostContext ?? {},
    async ask(text) {
      await channel.request("ui/message", { role: "user", content: [{ type: "text", text }] });
    },
    async open(url) {
      await channel.request("ui/open-link", { url });
    },
    async download(name, mimeType, text) {
      const resource = { uri: `file:///${name}`, mimeType, text };
      await channel.request("ui/download-file", { contents: [{ type: "resource", resource }] });
    },
    resized: (height) => channel.notify("ui/notifications/size-changed", { height }),
  };
  channel.notify("ui/notifications/initialized", {});
  return host;
}

/** A page that was opened as a file has no host, and does what any page can. */
export function noHost(): Host {
  return {
    can: { message: false, openLinks: true, download: true },
    context: {},
    ask: () => Promise.resolve(),
    async open(url) {
      window.open(url, "_blank", "noopener");
    },
    async download(name, mimeType, text) {
      const url = URL.createObjectURL(new Blob([text], { type: mimeType }));
      const link = document.createElement("a");
      link.href = url;
      link.download = name;
      link.click();
      // The download has begun by then.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    },
    resized: () => undefined,
  };
}
