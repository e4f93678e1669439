import { once } from "node:events";
import { type AddressInfo, createServer, connect as dial, type Socket } from "node:net";
import { afterAll } from "vitest";
import { startDemoOrg } from "../../../src/demo/org.ts";
import { filesServer } from "./files-server.ts";

/** A server with a files folder, on an org behind a line: `pass` hands on what comes for the org, or does not. */
export async function serverOnALine(pass: (here: Socket, there: Socket) => void) {
  const org = await startDemoOrg();
  const line = createServer((here) => {
    const there = dial(Number(new URL(org.instanceUrl).port), "127.0.0.1");
    for (const socket of [here, there]) socket.on("error", () => undefined);
    there.pipe(here);
    pass(here, there);
  });
  await once(line.listen(0, "127.0.0.1"), "listening");
  // A server that listens on a port has an address of this kind.
  const { port } = line.address() as AddressInfo;
  const signIn = () => ({
    ...org.accessTokenSettings(),
    SALESFORCE_INSTANCE_URL: `http://127.0.0.1:${port}`,
  });
  afterAll(async () => {
    line.close();
    await org.close();
  });
  return filesServer({ org, signIn });
}
