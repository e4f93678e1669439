import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";

export interface RawRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface RawOrg {
  /** Settings that sign in by a ready session. */
  settings: Record<string, string>;
  requests: RawRequest[];
  close(): Promise<void>;
}

/**
 * An HTTP server that answers each request with the very text that `answer` gives for it, or with that status and
 * text, whole or as it comes; for what no org of ours would say. It offers these API versions.
 */
export async function startRawOrg(
  answer: (
    request: RawRequest,
  ) => string | { status: number; body: string | AsyncIterable<string>; headers?: Record<string, string> },
  offered: readonly string[] = ["66.0"],
): Promise<RawOrg> {
  const requests: RawRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = "", url = "", headers } = incoming;
    const request = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
    requests.push(request);
    const versions = JSON.stringify(
      offered.map((version) => ({ label: "A release", url: `/services/data/v${version}`, version })),
    );
    const given = url === "/services/data/" ? versions : answer(request);
    const {
      status,
      body,
      headers: more = {},
    } = typeof given === "string" ? { status: 200, body: given } : given;
    outgoing.writeHead(status, { "content-type": "application/json;charset=UTF-8", ...more });
    Readable.from(typeof body === "string" ? [body] : body).pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    settings: { SALESFORCE_ACCESS_TOKEN: "raw", SALESFORCE_INSTANCE_URL: `http://127.0.0.1:${port}` },
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
