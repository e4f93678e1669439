import { ToolError } from "../errors.ts";
import { addressText } from "../guard/subrequest-url.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { SalesforceError } from "../salesforce/rest/errors.ts";
import type { Answered, Write } from "./writes.ts";

/** Upserts whose external id several records have, with Salesforce's answer, and those of which it is not known. */
interface KeyMatches {
  several: ReadonlyMap<Write, Answered>;
  untold: readonly Write[];
}

function segmentsOf({ records }: Write): string[] {
  const [{ object = "", key } = {}] = records;
  return ["sobjects", object, key?.field ?? "", String(key?.value ?? "")];
}

async function readAlone(salesforce: Salesforce, write: Write): Promise<Answered> {
  const at = `/${segmentsOf(write).map(encodeURIComponent).join("/")}`;
  try {
    const { status, body } = await salesforce.send("GET", at, {
      query: { fields: "Id" },
      accept: [300, 404],
    });
    return { status, body };
  } catch (error) {
    if (error instanceof SalesforceError && error.status < 500)
      return { status: error.status, body: error.body };
    throw error;
  }
}

async function readTogether(salesforce: Salesforce, writes: readonly Write[]): Promise<Answered[]> {
  const version = await salesforce.apiVersion();
  const batchRequests = writes.map((write) => {
    const address = { version: undefined, segments: segmentsOf(write), query: [["fields", "Id"] as const] };
    return { method: "GET", url: addressText(address, version, "") };
  });
  const { results } = await salesforce.post<{ results: { statusCode: number; result: unknown }[] }>(
    "/composite/batch",
    { batchRequests },
    { idempotent: true },
  );
  return results.map(({ statusCode, result }) => ({ status: statusCode, body: result }));
}

/** A failed look says that the dry run itself was over by then. */
function unlooked(error: unknown): unknown {
  if (!(error instanceof ToolError)) return error;
  const words = "It was asked whether several records have the external id; the dry run itself kept nothing.";
  return new ToolError(error.code, `${error.message} ${words}`, "Make the call again.");
}

/** Looks, in one request, which of these upserts more than one record matches. */
export async function keyMatches(salesforce: Salesforce, writes: readonly Write[]): Promise<KeyMatches> {
  const [only, ...others] = writes.filter(
    ({ records: [record] }) => !/^id$/i.test(record?.key?.field ?? "Id"),
  );
  if (only === undefined) return { several: new Map(), untold: [] };
  const asked = [only, ...others];
  const reading =
    others.length === 0
      ? readAlone(salesforce, only).then((answer) => [answer])
      : readTogether(salesforce, asked);
  const answers = await reading.catch((error: unknown) => {
    throw unlooked(error);
  });
  const told = new Map(
    asked.map((write, index) => [write, answers[index] ?? { status: 0, body: undefined }]),
  );
  return {
    several: new Map([...told].filter(([, { status }]) => status === 300)),
    untold: asked.filter((write) => ![200, 300, 404].includes(told.get(write)?.status ?? 0)),
  };
}
