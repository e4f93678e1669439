import { ToolError } from "../../errors.ts";
import { type Address, addressText, parseAddress } from "../../guard/subrequest-url.ts";
import type { JsonObject } from "../../json-object.ts";
import { saveBody } from "../../salesforce/content/body.ts";
import {
  compact,
  isJson,
  type ListView,
  listViewOf,
  type Page,
  pageOf,
  readResource,
  rowsIn,
} from "../../salesforce/content/resource.ts";
import { saveRows } from "../../salesforce/records/save-rows.ts";
import { PageTrail } from "../../salesforce/rest/page-trail.ts";
import { Lengthy, Picture, Rows, TextFile } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { pacedProgress } from "../files/paced-progress.ts";
import { type GetResourceArguments, urlOf } from "./get-resource.ts";

/** A resource on its way: where it is, and how that is written. */
interface Asked {
  address: Address;
  at: string;
  context: ToolContext;
  origin: string;
}

function restOf({ files }: ToolContext): string {
  return files.given ? "saveTo writes all of it to a file" : "ask for a part of it";
}

/** The same address from another row on. */
function fromRow({ address, at }: Asked, first: number): string {
  const version = /\/v(\d+\.\d+)\//.exec(at)?.[1] ?? "";
  const others = address.query.filter(([name]) => name.toLowerCase() !== "offset");
  return addressText(
    { ...address, query: [...others, ["offset", String(first)]] },
    version,
    "/services/data/",
  );
}

function offsetOf({ query }: Address): number {
  const given = query.find(([name]) => name.toLowerCase() === "offset")?.[1];
  return Number(given ?? 0) || 0;
}

function viewRows({ label, columns, records, more }: ListView, asked: Asked): Rows {
  const first = offsetOf(asked.address);
  return new Rows({
    records,
    columns,
    labels: true,
    format: "csv",
    notes: { label },
    more,
    restAs: "nextPageUrl",
    rest: (shown) => fromRow(asked, first + shown),
  });
}

/** Rows of a query. Only a page that is shown whole can be gone on from, since the next one begins behind it. */
function pageRows({ totalSize, records, next }: Page, context: ToolContext): Rows {
  return new Rows({
    records,
    format: "json",
    totalSize,
    more: next !== undefined,
    restAs: "nextRecordsUrl",
    rest: (shown) => (shown === records.length ? next : undefined),
    cutHint: `narrow it by LIMIT or fewer fields, or ${restOf(context)}`,
  });
}

function shownValue(value: unknown, asked: Asked): unknown {
  const { context, origin } = asked;
  const view = listViewOf(value);
  if (view) return viewRows(view, asked);
  const shown = compact(value, origin);
  const page = pageOf(shown);
  if (page) return pageRows(page, context);
  return new Lengthy(shown ?? {}, restOf(context));
}

async function shown(asked: Asked): Promise<unknown> {
  const { context, at, address } = asked;
  const { salesforce } = context;
  const found = await readResource(salesforce, at, pacedProgress(context, undefined, "received"));
  if ("value" in found) return shownValue(found.value, asked);
  const { kind, bytes, whole } = found.looked;
  salesforce.trace.bytes = bytes.length;
  const path = address.segments.join("/");
  const facts = { path, ...(whole ? { bytes: bytes.length } : { read: bytes.length }) };
  if (kind.kind === "text")
    return new TextFile({ ...facts, encoding: kind.encoding }, kind.text, restOf(context));
  if (kind.kind === "picture" && whole)
    return new Picture({ ...facts, type: kind.mimeType }, bytes, kind.mimeType);
  return { ...facts, type: found.type, notes: [`these bytes are not shown; ${restOf(context)}`] };
}

/** Where the rows behind those of an answer begin, if there are any. */
function nextOf(value: unknown, rows: number, asked: Asked): string | undefined {
  const view = listViewOf(value);
  if (view) return view.more && rows > 0 ? fromRow(asked, offsetOf(asked.address) + rows) : undefined;
  return pageOf(compact(value, asked.origin))?.next;
}

/** An answer's rows and those of all pages behind it. Throws BAD_ARGUMENT for an answer that is no list of rows. */
async function* allRows(first: unknown, asked: Asked): AsyncGenerator<JsonObject[]> {
  const { salesforce, progress } = asked.context;
  const trail = new PageTrail();
  let value = first;
  let count = 0;
  for (;;) {
    const rows = rowsIn(value);
    if (rows === undefined)
      throw new ToolError("BAD_ARGUMENT", "saveTo: this answer is no list of rows.", "Save it as .json.");
    yield rows;
    count += rows.length;
    const next = trail.follow(nextOf(value, count, asked));
    if (next === undefined) return;
    progress({ progress: count, message: `${count} rows saved` });
    value = await salesforce.get<unknown>(next);
  }
}

/** Resources that answer page by page, of which a file holds all rows. */
const paged = /^(?:(?:tooling\/)?query(?:all)?|sobjects\/\w+\/listviews\/\w+\/results)$/i;

/** Rows of a JSON answer into a file of rows; undefined where it is no JSON. */
async function savedRows(asked: Asked, saveTo: string): Promise<unknown> {
  const { salesforce, files } = asked.context;
  const found = await readResource(salesforce, asked.at, pacedProgress(asked.context, undefined, "received"));
  if (!("value" in found)) return undefined;
  const view = listViewOf(found.value);
  const labels = view !== undefined;
  return saveRows(files, saveTo, allRows(found.value, asked), view?.columns ?? [], { labels });
}

async function saved(asked: Asked, saveTo: string): Promise<unknown> {
  const { context, at, address } = asked;
  const { salesforce, files } = context;
  const asRows = /\.(?:csv|jsonl)$/i.test(saveTo) || paged.test(address.segments.join("/"));
  const rows = asRows ? await savedRows(asked, saveTo) : undefined;
  if (rows !== undefined) return rows;
  const progress = pacedProgress(context, undefined, "received");
  return saveBody({ salesforce, files }, at, { name: saveTo, progress, check: isJson });
}

/** getResource: whatever stands at an address of the API. */
export async function readResourceFor(args: GetResourceArguments, context: ToolContext): Promise<unknown> {
  const { salesforce } = context;
  const address = parseAddress(urlOf(args), "path");
  const at = addressText(address, await salesforce.apiVersion(), "/services/data/");
  const asked = { address, at, context, origin: new URL(await salesforce.instanceUrl()).origin };
  return args.saveTo === undefined ? shown(asked) : saved(asked, args.saveTo);
}
