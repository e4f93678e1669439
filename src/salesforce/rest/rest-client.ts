import type { Readable } from "node:stream";
import type { Session, Token } from "../../auth/session.ts";
import { ToolError } from "../../errors.ts";
import { jsonText, parseJson } from "../../json-numbers.ts";
import type { Answer, CallScope, RequestOptions, Salesforce, Trace, Watch } from "./client.ts";
import { errorItems, SalesforceError, unreadable, withNote } from "./errors.ts";
import { pathWithoutValues, type RequestLog, requestLine } from "./request-log.ts";
import { retried } from "./retry.ts";
import { type Transport, TransportError, type WireAnswer, type WireRequest } from "./transport.ts";

type Raw = Omit<WireAnswer, "body"> & { body: Readable };

/** What the clients of all calls to one org share; connection.ts makes it. */
interface Shared {
  readonly session: Session;
  readonly transport: Transport;
  readonly places: { take(signal: AbortSignal): Promise<void>; give(): void };
  readonly limitInfo: { used: number; max: number } | undefined;
  readonly log: RequestLog;
  noteLimit(header: string | undefined): void;
  version(ask: () => Promise<unknown>): Promise<string>;
  bind(scope: CallScope): Salesforce;
}

/** What a write may have done when nobody can tell. */
function uncertain(method: string, pathname: string): string {
  const record = /\/sobjects\/[^/]+/.test(pathname);
  const done = { POST: "created", PATCH: "changed", PUT: "changed", DELETE: "deleted" }[method] ?? "changed";
  return record
    ? `the record may or may not have been ${done}`
    : "what was asked for may or may not have been done";
}

const checkFirst = "Look whether it was done before you try again.";

/** Where a request goes: only ever the org's own instance. */
function instanceAddress(token: Token, pathname: string): string {
  const url = new URL(pathname, token.instanceUrl);
  if (url.origin === new URL(token.instanceUrl).origin) return url.href;
  throw new ToolError("UNEXPECTED_RESPONSE", "An answer points to another host; it is not followed.");
}

function queryString(query: RequestOptions["query"]): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) parameters.set(name, String(value));
  return parameters.size === 0 ? "" : `?${parameters}`;
}

/** A POST that may be repeated is a search or a query; Salesforce has no other way to send a long one. */
function onlyReads(method: string, { idempotent }: RequestOptions): boolean {
  return method === "GET" || method === "HEAD" || (method === "POST" && idempotent === true);
}

function isRejectedToken(error: unknown): boolean {
  // SOAP says it in a fault, whose status is 500.
  return (
    error instanceof SalesforceError &&
    (error.status === 401 || error.status === 500) &&
    error.code === "INVALID_SESSION_ID"
  );
}

/** The REST client of one call. */
export class RestClient implements Salesforce {
  readonly connection: Shared;
  readonly trace: Trace;
  readonly #signal: AbortSignal;
  readonly #watch: Watch | undefined;

  constructor(connection: Shared, scope: CallScope) {
    this.connection = connection;
    this.trace = scope.trace;
    this.#signal = scope.signal;
    this.#watch = scope.watch;
  }

  withScope(scope: CallScope): Salesforce {
    return this.connection.bind({ watch: this.#watch, ...scope });
  }

  get limitInfo() {
    return this.connection.limitInfo;
  }

  async instanceUrl(): Promise<string> {
    return (await this.connection.session.token()).instanceUrl;
  }

  apiVersion(): Promise<string> {
    return this.connection.version(
      async () => (await this.#json<unknown>("GET", "/services/data/", {})).body,
    );
  }

  async get<T>(path: string, options: RequestOptions = {}): Promise<T> {
    return (await this.send<T>("GET", path, options)).body;
  }

  async post<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
    return (await this.send<T>("POST", path, { ...options, body })).body;
  }

  async patch<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
    return (await this.send<T>("PATCH", path, { ...options, body })).body;
  }

  async put<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
    return (await this.send<T>("PUT", path, { ...options, body })).body;
  }

  async delete<T>(path: string, options: RequestOptions = {}): Promise<T> {
    return (await this.send<T>("DELETE", path, options)).body;
  }

  async send<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const send = async () => this.#json<T>(method, await this.#absolute(path), options);
    if (this.#watch === undefined || onlyReads(method, options)) return send();
    return this.#watch({ method, path, options }, send);
  }

  async stream(method: string, path: string, options: RequestOptions = {}): Promise<Raw> {
    const pathname = await this.#absolute(path);
    return this.#request(method, pathname, options, async (answer) => answer);
  }

  async #absolute(path: string): Promise<string> {
    // A whole address comes from an answer; instanceAddress lets only the org's own through.
    if (path.startsWith("/services/") || /^[a-z]+:/i.test(path)) return path;
    return `/services/data/v${await this.apiVersion()}${path}`;
  }

  #json<T>(method: string, pathname: string, options: RequestOptions): Promise<Answer<T>> {
    return this.#request(method, pathname, options, async (answer, url) => {
      const body = await this.connection.transport.readAll(answer, url, this.#signal);
      // The caller names the shape; what Salesforce answers is described in answers.ts.
      return {
        status: answer.status,
        headers: answer.headers,
        body: (options.read?.(body.toString("utf8")) ?? parsed(answer, body)) as T,
      };
    });
  }

  /** A request with its retries; `read` takes what it needs of a good answer, as part of the attempt. */
  async #request<T>(
    method: string,
    pathname: string,
    options: RequestOptions,
    read: (answer: WireAnswer, url: string) => Promise<T>,
  ): Promise<T> {
    const idempotent = options.idempotent ?? (method === "GET" || method === "HEAD");
    let started = false;
    const attempt = async (retries: number) => {
      if (retries > 0)
        this.connection.log.info?.(`Trying ${method} ${pathWithoutValues(pathname)} again (${retries}).`);
      await this.connection.places.take(this.#signal);
      try {
        return await this.#signedIn(async (token) => {
          started = true;
          return this.#once(token, method, pathname, options, read, retries);
        });
      } finally {
        this.connection.places.give();
      }
    };
    try {
      return await retried(attempt, { idempotent, signal: this.#signal });
    } catch (error) {
      const fate = () => {
        this.trace.uncertain = true;
        return uncertain(method, pathname);
      };
      throw explained(error, { uncertain: started && !idempotent && !options.undone, fate });
    }
  }

  /** With a token; with a new one, once, when Salesforce says that this one has expired. */
  async #signedIn<T>(work: (token: Token) => Promise<T>): Promise<T> {
    const token = await this.#until(this.connection.session.token());
    try {
      return await work(token);
    } catch (error) {
      if (!isRejectedToken(error)) throw error;
      return work(await this.#until(this.connection.session.renew(token)));
    }
  }

  /** The sign-in is shared by all calls, so one call's end must not end it, but need not wait for it either. */
  #until<T>(promise: Promise<T>): Promise<T> {
    const signal = this.#signal;
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason);
      if (signal.aborted) return abort();
      signal.addEventListener("abort", abort, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    });
  }

  async #once<T>(
    token: Token,
    method: string,
    pathname: string,
    options: RequestOptions,
    read: (answer: WireAnswer, url: string) => Promise<T>,
    retries: number,
  ): Promise<T> {
    const url = instanceAddress(token, pathname + queryString(options.query));
    const versions = pathname === "/services/data/";
    if (!versions) this.trace.apiCalls++;
    this.trace.instanceUrl = token.instanceUrl;
    if (token.userId !== undefined) this.trace.user = token.userId;
    if (token.profile !== undefined) this.trace.profile = token.profile;
    const request = {
      method,
      url,
      headers: headersOf(options, versions ? undefined : token),
      body: bodyOf(options, token),
      signal: this.#signal,
    };
    const answer = await this.#logged(request, pathname, retries);
    this.#note(answer);
    const fine = (answer.status >= 200 && answer.status < 300) || options.accept?.includes(answer.status);
    if (fine) return read(answer, url);
    const body = await this.connection.transport.readAll(answer, url, this.#signal);
    throw errorOf(answer, body, retries, options.read);
  }

  /** Sends it, with a line for whoever looks at each request. */
  async #logged(request: WireRequest, path: string, retries: number): Promise<WireAnswer> {
    const { transport, log } = this.connection;
    if (!log.debug) return transport.send(request);
    const started = Date.now();
    const line = (outcome: string, requestId?: string) =>
      requestLine({
        method: request.method,
        path,
        outcome,
        milliseconds: Date.now() - started,
        requestId,
        retries,
      });
    try {
      const answer = await transport.send(request);
      log.debug(line(`HTTP ${answer.status}`, answer.headers["x-sfdc-request-id"]));
      return answer;
    } catch (error) {
      log.debug(line(error instanceof TransportError ? error.message : "ended by the call"));
      throw error;
    }
  }

  #note({ headers }: WireAnswer): void {
    this.connection.noteLimit(headers["sforce-limit-info"]);
    const id = headers["x-sfdc-request-id"];
    if (id) this.trace.requestIds.push(id);
  }
}

function headersOf(options: RequestOptions, token: Token | undefined): Record<string, string> {
  const hasBody = options.body !== undefined;
  return {
    accept: "application/json",
    ...(hasBody && { "content-type": options.contentType ?? "application/json" }),
    ...options.headers,
    ...(token && { authorization: `Bearer ${token.accessToken}` }),
  };
}

function bodyOf(
  { body, contentType }: RequestOptions,
  { accessToken }: Token,
): string | Buffer | Readable | undefined {
  if (body === undefined) return undefined;
  if (contentType === undefined) return jsonText(body);
  // With a content type of its own the body is one of these, see RequestOptions.
  const given = body as string | Buffer | ((accessToken: string) => Readable | string);
  return typeof given === "function" ? given(accessToken) : given;
}

function parsed(answer: { status: number; headers: Record<string, string> }, body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return parseJson(body.toString("utf8"));
  } catch {
    const html = (answer.headers["content-type"] ?? "").includes("html");
    const what = html ? "an HTML page instead of JSON" : "a body that is not JSON";
    throw new ToolError(
      "UNEXPECTED_RESPONSE",
      `Salesforce answered HTTP ${answer.status} with ${what}.`,
      "Check that the instance URL is the org's API host (….my.salesforce.com).",
    );
  }
}

function errorOf(
  answer: WireAnswer,
  body: Buffer,
  retries: number,
  read: RequestOptions["read"],
): SalesforceError {
  const requestId = answer.headers["x-sfdc-request-id"];
  let value: unknown = read?.(body.toString("utf8"));
  try {
    value ??= parseJson(body.toString("utf8"));
  } catch {
    value = undefined;
  }
  const items = errorItems(value);
  if (items.length === 0) {
    const html = /^\s*</.test(body.toString("utf8", 0, 200));
    items.push(
      unreadable(
        answer.status,
        body.length === 0 ? "an empty body" : html ? "an HTML page" : "a body that says nothing",
      ),
    );
  }
  return new SalesforceError({ status: answer.status, items, requestId, retries, body: value });
}

/** Whether an error answer leaves open what became of a write: a 5xx without a word of Salesforce's own. */
function leavesOpen(error: SalesforceError): boolean {
  return error.status >= 500 && error.code === "UNEXPECTED_RESPONSE";
}

/** Turns what ended a request into an error for the caller; a write whose fate is unknown says so. */
function explained(error: unknown, request: { uncertain: boolean; fate: () => string }): unknown {
  if (error instanceof TransportError) {
    if (!error.sent || !request.uncertain) return new ToolError("NETWORK", error.message, error.hint);
    return new ToolError(
      "NETWORK",
      `${error.message} The request had been sent, so ${request.fate()}.`,
      checkFirst,
    );
  }
  if (!request.uncertain) return error;
  if (error instanceof ToolError && (error.code === "TIMEOUT" || error.code === "CANCELLED"))
    return new ToolError(
      error.code,
      `${error.message} The request had been sent, so ${request.fate()}.`,
      checkFirst,
    );
  if (error instanceof SalesforceError && leavesOpen(error))
    return withNote(error, `It had been sent, so ${request.fate()}.`);
  return error;
}
