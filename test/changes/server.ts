import { afterAll, expect } from "vitest";
import { connect } from "../connect.ts";
import { PlainHttp } from "./plain-http.ts";

/** A server for a whole test file, and its org, which can be asked beside it. */
export async function changesServer() {
  const server = await connect();
  afterAll(() => server.close());
  return {
    server,
    http: new PlainHttp(server.org),
    /** What a call answers that must succeed. */
    async called(name: string, args: Record<string, unknown>) {
      const { text, isError } = await server.call(name, args);
      expect(isError, text).toBe(false);
      return JSON.parse(text);
    },
  };
}
