import type { Readable } from "node:stream";
import type { Session, Token } from "../../auth/session.ts";
import { ToolError } from "../../errors.ts";
import { jsonText } from "../../json-numbers.ts";
import type { Answer, CallScope, RequestOptions, Salesforce, Trace, Watch } from "./client.ts";
import { errorOf, Redirected } from "./error-answers.ts";
import { SalesforceError, withNote } from "./errors.ts";
import { explained, uncertain } from "./fate.ts";
import { parsed } from "./parsed.ts";
import { withQuery } from "./paths.ts";
import { pathWithoutValues, type RequestLog, requestLine } from "./request-log.ts";
import { nothingDone, retried } from "./retry.ts";
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
  version(signal: AbortSignal): Promise<string>;
  listing(asking: Salesforce): Promise<unknown>;
  /** The error, with a word on SALESFORCE_API_VERSION where the org does not have it. */
  withVersion(error: unknown, signal: AbortSignal): Promise<unknown>;
  bind(scope: CallScope): Salesforce;
}

/** Where a request goes: only ever the org's own instance. */
function instanceAddress(token: Token, pathname: string): string {
  const url = new URL(pathname, token.instanceUrl);
  if (url.origin === new URL(token.instanceUrl).origin) return url.href;
  throw new ToolError("UNEXPECTED_RESPONSE", "An answer points to another host; it is not followed.");
}

/** A POST that may be repeated is a search or a query; Salesforce has no other way to send a long one. */
function onlyReads(method: string, { idempotent }: RequestOptions): boolean {
  return method === "GET" || method === "HEAD" || (method === "POST" && idempotent === true);
}

/** What Salesforce calls a token that is no longer good: REST, SOAP, bulk, the identity service. */
const rejections = new Set(["INVALID_SESSION_ID", "INVALIDSESSIONID", "BAD_OAUTH_TOKEN", "INVALID_TOKEN"]);
/** Refusals that a new token would meet too: of the profile, the app or the session's security level. */
const lastingly = /not valid for use with|not attached to agent/i;

function isRejectedToken(error: unknown): boolean {
  return (
    error instanceof SalesforceError &&
    rejections.has(error.code.toUpperCase()) &&
    !lastingly.test(error.message)
  );
}

/** A request on its way through its attempts. */
interface Attempted<T> {
  method: string;
  pathname: string;
  options: RequestOptions;
  read(answer: WireAnswer, url: string): Promise<T>;
  /** Whether the newest attempt was sent and nobody knows yet what became of it. */
  open: boolean;
}

/** The REST client of one call. */
export class RestClient implements Salesforce {
  readonly connection: Shared;
  readonly trace: Trace;
  readonly signal: AbortSignal;
  readonly #watch: Watch | undefined;

  constructor(connection: Shared, scope: CallScope) {
    this.connection = connection;
    this.trace = scope.trace;
    this.signal = scope.signal;
    this.#watch = scope.watch;
  }

  withScope(scope: CallScope): Salesforce {
    return this.connection.bind({ watch: this.#watch, ...scope });
  }

  get limitInfo() {
    return this.connection.limitInfo;
  }

  async instanceUrl(): Promise<string> {
    return (await this.#token()).instanceUrl;
  }

  async userId(): Promise<string | undefined> {
    return (await this.#token()).userId;
  }

  async apiVersions(): Promise<unknown> {
    const listing = await this.connection.listing(this);
    this.#noteOrg(await this.#token());
    return listing;
  }

  apiVersion(): Promise<string> {
    return this.connection.version(this.signal);
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
      const body = await this.connection.transport.readAll(answer, url, this.signal);
      const value = options.read
        ? options.read(body.toString("utf8"))
        : parsed({ method, pathname }, answer, body);
      // The caller names the shape; expected.ts has looked at what matters of it.
      return { status: answer.status, headers: answer.headers, body: value as T };
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
    const request: Attempted<T> = { method, pathname, options, read, open: false };
    const run = () =>
      retried((retries) => this.#attempt(request, retries), {
        idempotent,
        once: options.once ?? false,
        signal: this.signal,
      });
    try {
      return await run().catch((error: unknown) => this.#elsewhere(error, run));
    } catch (error) {
      const fate = () => {
        if (options.fate) return options.fate;
        this.trace.uncertain = true;
        return uncertain(method, pathname);
      };
      const said = explained(error, { open: request.open && !idempotent && !options.undone, fate });
      throw await this.connection.withVersion(said, this.signal);
    }
  }

  async #attempt<T>(request: Attempted<T>, retries: number): Promise<T> {
    request.open = false;
    const { method, pathname } = request;
    if (retries > 0)
      this.connection.log.info?.(`Trying ${method} ${pathWithoutValues(pathname)} again (${retries}).`);
    await this.connection.places.take(this.signal);
    try {
      return await this.#signedIn((token) => this.#once(token, request, retries));
    } catch (error) {
      // This attempt surely did nothing, so a call that ends while it waits for the next leaves no write uncertain.
      const cutOff = request.options.incomplete?.() === true;
      if (cutOff || error instanceof Redirected || nothingDone(error)) request.open = false;
      throw cutOff ? neverWhole(error) : error;
    } finally {
      this.connection.places.give();
    }
  }

  /** An org that moved to another host cannot be reached at its old one; a new sign-in tells the new one. */
  async #elsewhere<T>(error: unknown, again: () => Promise<T>): Promise<T> {
    const { session } = this.connection;
    const unreachable = error instanceof TransportError && !error.sent && !error.lasting;
    if (!unreachable && !(error instanceof Redirected)) throw error;
    const token = await session.token(this.signal).catch(() => undefined);
    const renewed = token && (await session.renew(token, this.signal).catch(() => undefined));
    if (renewed === undefined || renewed.instanceUrl === token?.instanceUrl) throw error;
    return again();
  }

  /** With a token; with a new one, once, when Salesforce says that this one has expired. */
  async #signedIn<T>(work: (token: Token) => Promise<T>): Promise<T> {
    const { session } = this.connection;
    const token = await this.#token();
    try {
      return await work(token);
    } catch (error) {
      if (!isRejectedToken(error)) throw error;
      return work(await this.#signIn((signal) => session.renew(token, signal)));
    }
  }

  #token(): Promise<Token> {
    return this.#signIn((signal) => this.connection.session.token(signal));
  }

  /** A sign-in is for all calls; one that ends meanwhile says that it got no further. */
  async #signIn(work: (signal: AbortSignal) => Promise<Token>): Promise<Token> {
    try {
      return await work(this.signal);
    } catch (error) {
      if (!this.signal.aborted) throw error;
      throw withNote(error, "It was still waiting for the sign-in; nothing was sent.");
    }
  }

  async #once<T>(token: Token, request: Attempted<T>, retries: number): Promise<T> {
    const { method, pathname, options, read } = request;
    const url = instanceAddress(token, withQuery(pathname, options.query));
    const versions = pathname === "/services/data/";
    if (!versions) this.trace.apiCalls++;
    this.#noteOrg(token);
    request.open = true;
    const sent = {
      method,
      url,
      headers: { ...headersOf(options, versions ? undefined : token), ...this.#tracing() },
      body: bodyOf(options, token),
      signal: this.signal,
    };
    const answer = await this.#logged(sent, pathname, retries);
    this.#note(answer);
    const fine = (answer.status >= 200 && answer.status < 300) || options.accept?.includes(answer.status);
    if (fine) return read(answer, url);
    const body = await this.connection.transport.readAll(answer, url, this.signal);
    throw errorOf(answer, body, { url, retries });
  }

  /** Sends one attempt, and writes a line about it where the log level asks for that. */
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

  #tracing(): Record<string, string> {
    const { traceparent } = this.trace;
    return traceparent === undefined ? {} : { traceparent };
  }

  #noteOrg({ instanceUrl, userId, profile }: Token): void {
    this.trace.instanceUrl = instanceUrl;
    if (userId !== undefined) this.trace.user = userId;
    if (profile !== undefined) this.trace.profile = profile;
  }

  #note({ headers }: WireAnswer): void {
    this.connection.noteLimit(headers["sforce-limit-info"]);
    const { limitInfo } = this.connection;
    if (limitInfo !== undefined) this.trace.apiRemaining = limitInfo.max - limitInfo.used;
    const id = headers["x-sfdc-request-id"];
    if (id) this.trace.requestIds.push(id);
  }
}

/** What ended a request whose body had not gone out whole: Salesforce waits for the rest and takes nothing without it. */
function neverWhole(error: unknown): unknown {
  if (error instanceof TransportError) {
    const { message, lasting, hint, cause } = error;
    return new TransportError(message, { sent: false, lasting, hint, cause });
  }
  if (error instanceof SalesforceError) return error;
  return withNote(error, "Not all of it had been sent, so nothing was done.");
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

function bodyOf({ body, contentType }: RequestOptions, { accessToken }: Token): WireRequest["body"] {
  if (body === undefined) return undefined;
  if (contentType === undefined) return jsonText(body);
  // With a content type of its own the body is one of these, see RequestOptions.
  const given = body as string | Buffer | ((accessToken: string) => AsyncGenerator<Buffer> | string);
  return typeof given === "function" ? given(accessToken) : given;
}
