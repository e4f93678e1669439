import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ToolError } from "../errors.ts";
import { elsewherePage, foreignPage, headersOfPages, htmlOf, type Page, usedPage } from "./login-pages.ts";

/** How the browser came back, and how to answer it. */
export interface Return {
  query: URLSearchParams;
  /** Shows the page; resolves when the browser has it, or is gone. */
  show(page: Page): Promise<void>;
}

/** `localhost` may mean either address, and the browser chooses. */
function addressesOf(hostname: string): string[] {
  if (hostname === "localhost") return ["127.0.0.1", "::1"];
  return [hostname.replace(/^\[|\]$/g, "")];
}

function cannotListen(url: URL, code: string): ToolError {
  const inUse = code === "EADDRINUSE";
  return new ToolError(
    "AUTH_FAILED",
    `login cannot wait for the browser at ${url.href}: the port ${inUse ? "is in use" : `cannot be opened (${code})`}.`,
    `${inUse ? "End the program that uses it (another login, or sf org login web), or add" : "Add"} an address with another port to the app's callback URLs, e.g. http://localhost:1718/OauthRedirect, and set SALESFORCE_REDIRECT_URL to it.`,
  );
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * A browser that was sent here asks by GET, names this very host, and sends no Origin: a page that lets another
 * name point at this machine, or asks by script, does not come from Salesforce.
 */
function isNavigation({ method, headers }: IncomingMessage, url: URL): boolean {
  return method === "GET" && headers.host === url.host && headers.origin === undefined;
}

function send(response: ServerResponse, page: Page): Promise<void> {
  return new Promise((resolve) => {
    response.once("close", resolve);
    response.writeHead(page.status, headersOfPages);
    response.end(htmlOf(page));
  });
}

/** Waits on this machine for the browser's return from Salesforce with the right `state`. */
export class RedirectListener {
  readonly #url: URL;
  readonly #state: string;
  readonly #servers: Server[] = [];
  #arrive: (back: Return) => void = () => undefined;
  #arrived = false;
  /** Resolves when it has come. */
  readonly returned: Promise<Return>;

  constructor(redirectUrl: string, state: string) {
    this.#url = new URL(redirectUrl);
    this.#state = state;
    this.returned = new Promise((resolve) => {
      this.#arrive = resolve;
    });
  }

  /** Throws AUTH_FAILED when the port cannot be had on every address that the browser may try. */
  async open(): Promise<void> {
    for (const address of addressesOf(this.#url.hostname)) {
      const server = createServer((request, response) => this.#serve(request, response));
      const code = await listening(server, Number(this.#url.port), address);
      const withoutThisFamily = address === "::1" && ["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(code ?? "");
      if (code === undefined) this.#servers.push(server);
      else if (!withoutThisFamily || this.#servers.length === 0) throw cannotListen(this.#url, code);
    }
  }

  close(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  /**
   * Takes the address that a browser on another machine was sent to, as its user copied it. Returns whether
   * it is the one that is waited for.
   */
  take(address: string): boolean {
    if (!URL.canParse(address)) return false;
    const page = this.#pageFor(new URL(address), async () => undefined);
    return page === undefined;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const path = request.url ?? "/";
    const target = URL.canParse(path, this.#url.href) ? new URL(path, this.#url) : undefined;
    const show = (page: Page) => send(response, page);
    const page = isNavigation(request, this.#url) && target ? this.#pageFor(target, show) : elsewherePage;
    if (page) void show(page);
  }

  /** The page that turns this return away, or nothing when it is the one that is waited for. */
  #pageFor(target: URL, show: Return["show"]): Page | undefined {
    if (target.host !== this.#url.host || target.pathname !== this.#url.pathname) return elsewherePage;
    if (!sameText(target.searchParams.get("state") ?? "", this.#state)) return foreignPage;
    if (this.#arrived) return usedPage;
    this.#arrived = true;
    this.#arrive({ query: target.searchParams, show });
    return undefined;
  }
}

/** Resolves to the code of the failure, or nothing. */
function listening(server: Server, port: number, address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    server.listen({ port, host: address }, () => resolve(undefined));
  });
}
