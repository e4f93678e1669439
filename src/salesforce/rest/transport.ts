import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Config } from "../../config/config.ts";
import { ToolError } from "../../errors.ts";

export interface WireRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Buffer | AsyncGenerator<Buffer> | undefined;
  signal: AbortSignal;
}

export interface WireAnswer {
  status: number;
  /** Lower-case names; of a repeated header the values joined by a comma. */
  headers: Record<string, string>;
  /** Decompressed; to be read to its end or destroyed. */
  body: Readable;
}

/** The network failed. `sent` is false when it is certain that the server never got the request. */
export class TransportError extends Error {
  readonly sent: boolean;
  /** Whether it stays so until a person does something about it. */
  readonly lasting: boolean;
  /** What to do about it. */
  readonly hint: string;
  constructor(message: string, options: { sent: boolean; lasting: boolean; hint: string; cause: unknown }) {
    super(message, { cause: options.cause });
    this.sent = options.sent;
    this.lasting = options.lasting;
    this.hint = options.hint;
  }
}

/** Codes of a network that is gone: while connecting nothing was sent, later on it may have been. */
const unreachable = new Set(["EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN"]);

/** Failures before a connection stands: the request cannot have arrived. */
const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

const brokenTunnel = "PROXY_BROKE_OFF";

/** undici says a proxy's refusal in words alone. */
function proxyStatusOf({ message }: { message?: unknown }): string | undefined {
  return typeof message === "string" ? /^Proxy response \((\d+)\)/.exec(message)?.[1] : undefined;
}

function networkCode(error: unknown): string {
  // An error that is neither Node's nor undici's has none of these properties, which are then undefined.
  const failure = error as { code?: unknown; message?: unknown; cause?: { code?: unknown } };
  const status = proxyStatusOf(failure);
  return status ? `PROXY_${status}` : String(failure.code ?? failure.cause?.code ?? "");
}

/** Whether the system's call that failed was the one that connects. */
function connecting(error: unknown): boolean {
  const { syscall, cause } = error as { syscall?: unknown; cause?: { syscall?: unknown } };
  return (syscall ?? cause?.syscall) === "connect";
}

function networkHint(code: string): string {
  if (code === "PROXY_407")
    return "The proxy asks for a name and password: HTTPS_PROXY=http://name:password@host:port.";
  if (code.startsWith("PROXY_"))
    return "The proxy refuses this host or cannot reach it: check HTTPS_PROXY, or name the host in NO_PROXY.";
  if (/CERT|SELF_SIGNED|SIGNATURE/.test(code))
    return "A proxy on the way may open TLS: set NODE_EXTRA_CA_CERTS to the file with its certificate.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return "The host's name is not known: check it for typing errors, and the network; behind a company's proxy set HTTPS_PROXY.";
  return "Check the network, the URL and the proxy (HTTPS_PROXY, NO_PROXY).";
}

/** The network's error in our words; the address is named by its host alone, since a path may hold data. */
function transportError(error: unknown, url: string): TransportError {
  const code = networkCode(error);
  const { host } = new URL(url);
  // If the proxy never opened the tunnel, the request cannot have been sent.
  const sent =
    !neverSent.has(code) && !code.startsWith("PROXY_") && !(unreachable.has(code) && connecting(error));
  const message = `${host} ${sent ? "broke off the connection" : "cannot be reached"}${code ? ` (${code})` : ""}.`;
  const lasting = /^PROXY_4|CERT|SELF_SIGNED|SIGNATURE/.test(code);
  return new TransportError(message, { sent, lasting, hint: networkHint(code), cause: error });
}

function flatHeaders(headers: Dispatcher.ResponseData["headers"]): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * The connections to a proxy. undici takes a tunnel that the proxy breaks off for a lost connection of the
 * request and dials again without end, unless the error has another code.
 */
function proxyPool(undici: typeof import("undici").default, origin: URL, options: object): Dispatcher {
  const pool = new undici.Pool(origin, options);
  const connect: (tunnel: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData> =
    pool.connect.bind(pool);
  const guarded = (tunnel: Dispatcher.ConnectOptions) =>
    connect(tunnel).catch((error: unknown) => {
      const code = networkCode(error) === "UND_ERR_SOCKET" ? brokenTunnel : networkCode(error);
      throw Object.assign(new Error("The proxy opened no tunnel.", { cause: error }), { code });
    });
  // The agent calls it in this form alone, of the two that its type has.
  pool.connect = guarded as typeof pool.connect;
  return pool;
}

/** The most bytes, after decompression, of an answer that is read as a whole. */
const mostBytes = 64 * 1024 * 1024;
const tooLarge = new ToolError(
  "UNEXPECTED_RESPONSE",
  "Salesforce's answer is larger than 64 MB, and was not read to its end.",
  "Ask for less: fewer fields, a LIMIT, filters; createBulkQuery has no such limit.",
);

/** A body as a whole. Throws UNEXPECTED_RESPONSE when it is too large for that. */
export async function collected(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > mostBytes) throw tooLarge;
  }
  return Buffer.concat(chunks);
}

/** undici asks no more of a body whose connection is gone, and does not always end it: its file would stay open. */
function end(body: WireRequest["body"]): void {
  if (body === undefined || typeof body === "string" || Buffer.isBuffer(body)) return;
  body.return(undefined).catch(() => undefined);
}

/** Sends single HTTP requests over kept-alive connections. undici is loaded by the first of them. */
export class Transport {
  readonly #config: Config;
  #loading:
    | Promise<{
        zlib: typeof import("node:zlib");
        agent: Dispatcher;
      }>
    | undefined;

  constructor(config: Config) {
    this.#config = config;
  }

  #load() {
    this.#loading ??= Promise.all([import("undici"), import("node:zlib")]).then(
      ([{ default: undici }, zlib]) => {
        const options = {
          connections: this.#config.maxConcurrentRequests,
          pipelining: 1,
          connect: { timeout: 10_000 },
          // The time stage ends calls that make no progress; these only catch what it does not watch.
          headersTimeout: 630_000,
          bodyTimeout: 630_000,
        };
        const { proxy } = this.#config;
        const agent =
          proxy && !this.#config.demo
            ? new undici.EnvHttpProxyAgent({
                ...options,
                ...proxy,
                clientFactory: (origin, more) => proxyPool(undici, origin, more),
              })
            : new undici.Agent(options);
        return { zlib, agent };
      },
    );
    return this.#loading;
  }

  /** Throws TransportError, or the signal's reason when it was aborted. */
  async send(request: WireRequest): Promise<WireAnswer> {
    const { zlib, agent } = await this.#load();
    const { url, method, headers, body, signal } = request;
    signal.throwIfAborted();
    try {
      const { origin, pathname, search } = new URL(url);
      const answer = await agent.request({
        origin,
        path: pathname + search,
        // undici's type lists the standard methods; ours are among them.
        method: method as Dispatcher.HttpMethod,
        headers: { "accept-encoding": "gzip", ...headers },
        // undici asks an iterable for more when the system has what came before; its type lists streams alone.
        body: (body ?? null) as Dispatcher.RequestOptions["body"] & null,
        signal,
      });
      // It may have come before all was sent.
      answer.body.once("close", () => end(body));
      const flat = flatHeaders(answer.headers);
      const zipped = /^(?:x-)?gzip$/i.test(flat["content-encoding"]?.trim() ?? "");
      return {
        status: answer.statusCode,
        headers: flat,
        body: zipped ? gunzipped(answer.body, zlib) : answer.body,
      };
    } catch (error) {
      end(body);
      if (signal.aborted) throw signal.reason;
      // What the body's own source says is no failure of the network.
      if (error instanceof ToolError) throw error;
      throw transportError(error, url);
    }
  }

  /** The whole body; TransportError when it breaks off. */
  async readAll(answer: WireAnswer, url: string, signal: AbortSignal): Promise<Buffer> {
    try {
      return await collected(answer.body);
    } catch (error) {
      if (error === tooLarge) throw error;
      if (signal.aborted) throw signal.reason;
      throw transportError(error, url);
    }
  }

  /** Ends every connection at once. */
  async close(): Promise<void> {
    const loaded = await this.#loading?.catch(() => undefined);
    await loaded?.agent.destroy();
  }
}

/** Unpacked at once: each piece takes a way through another thread and back, and Node makes them of 16 kB. */
const gunzippedBytes = 128 * 1024;

/** Unpacks a body; one of no bytes, as some answers without a body come, stays empty. */
function gunzipped(body: Readable, zlib: typeof import("node:zlib")): Readable {
  const gunzip = zlib.createGunzip({ chunkSize: gunzippedBytes });
  let bytes = 0;
  body.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  body.on("end", () => (bytes === 0 ? gunzip.push(null) : gunzip.end()));
  body.on("error", (error) => gunzip.destroy(error));
  gunzip.on("close", () => body.destroy());
  return body.pipe(gunzip, { end: false });
}
