import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { runApexRest } from "../actions/apex-rest.ts";
import { addressOf } from "../api/address.ts";
import { parsedJson, readText } from "../api/body.ts";
import { identity, userInfo } from "../api/identity.ts";
import { isMultipart, multipartRecord } from "../api/multipart.ts";
import { ApiError } from "../errors.ts";
import type { ApiRequest, ApiResponse, Org } from "../handler.ts";
import { newestVersion, oldestVersion, versionList } from "../versions.ts";
import type { OAuthAnswer } from "./consent-page.ts";
import type { Control } from "./control.ts";
import { controlRefusal } from "./control-access.ts";
import type { Fault, Faults } from "./faults.ts";
import type { OAuth } from "./oauth.ts";
import { errorResponse, type Router } from "./router.ts";
import { writeAnswer } from "./write-answer.ts";

export interface ServerParts {
  org: Org;
  /** The org as a user sees it. */
  orgOf(userId: string): Org;
  oauth: OAuth;
  router: Router;
  faults: Faults;
  control: Control;
  /** What a request must bring to use it. */
  controlKey: string;
}

const mostAddressBytes = 16_384;

/** A body as it was before it was compressed. */
function bodyOf(request: IncomingMessage): Readable {
  return request.headers["content-encoding"] === "gzip" ? request.pipe(createGunzip()) : request;
}

function flatHeaders(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  return Object.fromEntries(entries);
}

/** Salesforce refuses long addresses before it looks at them. */
function checkLength(request: IncomingMessage): ApiResponse | undefined {
  const address = Buffer.byteLength(request.url ?? "");
  if (address > mostAddressBytes)
    return { status: 414, body: [{ message: "URI too long", errorCode: "URI_TOO_LONG" }] };
  const headers = request.rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0);
  if (address + headers > mostAddressBytes)
    return {
      status: 431,
      body: [{ message: "Request header fields too large", errorCode: "REQUEST_HEADER_FIELDS_TOO_LARGE" }],
    };
  return undefined;
}

/** What Salesforce asks of every REST request before it looks at it. */
function checkAccess({ oauth, org }: ServerParts): void {
  if (!oauth.apiEnabled)
    throw new ApiError(403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization.");
  const { used, max } = org.apiUsage();
  if (used >= max) throw new ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
}

/** The demo org over HTTP. */
export class DemoServer {
  readonly #parts: ServerParts;
  readonly #server: Server;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#server = createServer(
      { maxHeaderSize: 256 * 1024, keepAliveTimeout: 30_000, requestTimeout: 0 },
      (request, response) => {
        this.#serve(request, response).catch((error: unknown) => this.#fail(response, error));
      },
    );
  }

  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    const address = this.#server.address();
    return typeof address === "object" && address ? address.port : port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #fail(response: ServerResponse, error: unknown): void {
    if (response.headersSent || response.destroyed) return void response.destroy();
    const message = error instanceof Error ? error.message : String(error);
    response.writeHead(500, { "content-type": "application/json;charset=UTF-8" });
    response.end(JSON.stringify([{ message, errorCode: "UNKNOWN_EXCEPTION" }]));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? "GET";
    const target = request.url ?? "/";
    if (target.startsWith("/__demo/")) return this.#control(request, response, method, target);
    const fault = this.#parts.faults.take(method, target);
    this.#parts.org.count(`http.${method}`);
    if (fault?.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
    if (fault?.close === "before") return void request.socket.destroy();
    if (fault?.answer) return this.#canned(request, response, fault.answer);
    const answer = await this.#answer(request, method, target, fault);
    if (fault?.close === "after") return void request.socket.destroy();
    const date = new Date(this.#parts.org.now()).toUTCString();
    await writeAnswer(request, response, { ...answer, headers: { date, ...answer.headers } }, fault);
  }

  async #control(
    request: IncomingMessage,
    response: ServerResponse,
    method: string,
    target: string,
  ): Promise<void> {
    const body = await readText(bodyOf(request));
    const send = (status: number, answer: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? null));
    };
    const refusal = controlRefusal(method, request.headers, this.#parts.controlKey);
    if (refusal !== undefined) return send(403, { error: refusal });
    try {
      send(200, this.#parts.control(target.slice("/__demo/".length), body));
    } catch (error) {
      send(400, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  #canned(request: IncomingMessage, response: ServerResponse, answer: NonNullable<Fault["answer"]>): void {
    request.resume();
    const json = answer.body?.trimStart().startsWith("<") ? "text/html" : "application/json;charset=UTF-8";
    response.writeHead(answer.status, { "content-type": json, ...answer.headers });
    response.end(answer.body ?? "");
  }

  async #answer(
    request: IncomingMessage,
    method: string,
    target: string,
    fault: Fault | undefined,
  ): Promise<ApiResponse> {
    try {
      const tooLong = checkLength(request);
      if (tooLong) return tooLong;
      const url = addressOf(target);
      if (url.pathname.startsWith("/services/oauth2/") || url.pathname.startsWith("/id/"))
        return await this.#oauth(request, method, url);
      if (url.pathname === "/.well-known/openid-configuration")
        return { status: 200, body: this.#parts.oauth.configuration() };
      if (/^\/services\/data\/?$/.test(url.pathname)) return { status: 200, body: versionList() };
      if (url.pathname.startsWith("/services/apexrest/")) return await this.#apexRest(request, method, url);
      if (/^\/services\/Soap\/u\/\d+\.0(?:\/|$)/.test(url.pathname)) return await this.#soap(request, method);
      return await this.#api(request, method, url, fault);
    } catch (error) {
      return errorResponse(error);
    }
  }

  async #apexRest(request: IncomingMessage, method: string, url: URL): Promise<ApiResponse> {
    const { org } = this.#parts;
    const userId = this.#userOf(flatHeaders(request));
    checkAccess(this.#parts);
    org.count("api");
    const body = await parsedJson(await readText(bodyOf(request)), request.headers["content-type"]);
    const parts = url.pathname.replace(/\/$/, "").split("/").slice(3).map(decodeURIComponent);
    const asked = { method, parts, query: url.searchParams, body, userId };
    const answer = org.store.savepoint(() => runApexRest(org, asked));
    return withLimitInfo(answer, org, undefined);
  }

  async #soap(request: IncomingMessage, method: string): Promise<ApiResponse> {
    if (method !== "POST") throw new ApiError(405, "METHOD_NOT_ALLOWED", "SOAP calls are sent by POST");
    const { org, oauth } = this.#parts;
    const text = await readText(bodyOf(request));
    // Loaded with the first call, as its XML library is.
    const { serveSoap } = await import("../soap/serve.ts");
    const answer = await serveSoap(org, text, (sessionId) => oauth.userOf(sessionId), this.#parts.orgOf);
    return withLimitInfo(answer, org, undefined);
  }

  #userOf(headers: Record<string, string>): string {
    const token = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(headers["authorization"] ?? "")?.[1];
    const user = token && this.#parts.oauth.userOf(token);
    if (user) return user;
    throw new ApiError(401, "INVALID_SESSION_ID", "Session expired or invalid");
  }

  async #api(
    request: IncomingMessage,
    method: string,
    url: URL,
    fault: Fault | undefined,
  ): Promise<ApiResponse> {
    const found = /^\/services\/data\/v(\d+)\.0(\/.*)?$/.exec(url.pathname);
    const version = Number(found?.[1]);
    if (!found || version > newestVersion || version < 20)
      throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
    if (version < oldestVersion) throw new ApiError(410, "GONE", `API version ${version}.0 has been retired`);
    const headers = flatHeaders(request);
    const userId = this.#userOf(headers);
    const { org } = this.#parts;
    checkAccess(this.#parts);
    org.count("api");
    const override = url.searchParams.get("_HttpMethod");
    const answer = await this.#routed(request, {
      method: override && method === "POST" ? override.toUpperCase() : method,
      path: found[2] ?? "/",
      version,
      query: url.searchParams,
      headers,
      userId,
    });
    return withLimitInfo(answer, org, fault);
  }

  async #routed(request: IncomingMessage, asked: Omit<ApiRequest, "params" | "body">): Promise<ApiResponse> {
    const { router } = this.#parts;
    const org = this.#parts.orgOf(asked.userId);
    let text = "";
    try {
      const { route, params } = router.match(asked.method, asked.path);
      org.count(`${route.method} ${route.pattern}`);
      const base = { ...asked, params };
      if (route.raw) return await route.handler({ ...base, body: undefined, stream: bodyOf(request) }, org);
      const type = asked.headers["content-type"] ?? "";
      const takesForm = isMultipart(type);
      if (!takesForm) text = await readText(bodyOf(request));
      const body = takesForm ? await multipartRecord(bodyOf(request), type) : await parsedJson(text, type);
      // Answered at once, so that nothing comes between the parts of one transaction.
      return org.store.savepoint(() => route.handler({ ...base, body }, org));
    } catch (error) {
      return errorResponse(error, text);
    }
  }

  async #oauth(request: IncomingMessage, method: string, url: URL): Promise<ApiResponse> {
    const { oauth, org } = this.#parts;
    const form = method === "POST" ? new URLSearchParams(await readText(bodyOf(request))) : url.searchParams;
    const path = url.pathname.replace("/services/oauth2/", "");
    if (path === "userinfo" || url.pathname.startsWith("/id/")) {
      const userId = this.#userOf(flatHeaders(request));
      return { status: 200, body: path === "userinfo" ? userInfo(org, userId) : identity(org, userId) };
    }
    if (path === "token" && method === "POST") {
      org.count("token");
      org.count(`token.${form.get("grant_type")}`);
      return fromOAuth(await oauth.token(form));
    }
    if (path === "authorize")
      return fromOAuth(method === "POST" ? oauth.decide(form) : oauth.authorize(form));
    if (path === "revoke") return fromOAuth(oauth.revoke(form.get("token") ?? ""));
    if (path === "introspect") return fromOAuth(oauth.introspect(form));
    throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
  }
}

function fromOAuth({ status, headers, body, html }: OAuthAnswer): ApiResponse {
  if (html !== undefined)
    return { status, headers: { "content-type": "text/html;charset=UTF-8", ...headers }, raw: html };
  return { status, ...(headers && { headers }), ...(body !== undefined && { body }) };
}

function withLimitInfo(answer: ApiResponse, org: Org, fault: Fault | undefined): ApiResponse {
  const { used, max } = fault?.apiUsage ?? org.apiUsage();
  const headers = { "sforce-limit-info": `api-usage=${used}/${max}`, ...answer.headers };
  const { body } = answer;
  const next = fault?.foreignNextUrl && typeof body === "object" && body !== null && "nextRecordsUrl" in body;
  return next
    ? {
        ...answer,
        headers,
        body: { ...body, nextRecordsUrl: `${fault.foreignNextUrl}${body.nextRecordsUrl}` },
      }
    : { ...answer, headers };
}
