// An org that takes bulk jobs, counts what it is sent, and calls every job complete; and one whose query jobs are
// answered with pages that were made before. Started by bulk.mjs, whose rows are numbered.
import { once } from "node:events";
import { createServer } from "node:http";

const jobs = new Map();
/** A row of bulk.mjs is shorter. */
const mostRowBytes = 500;

let describe = "{}";
/** What a query job answers: `{ text, rows }` each. */
let pages = [];

function json(response, status, body) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(text);
}

const numbersIn = (bytes) =>
  [...bytes.toString("latin1").matchAll(/^Row (\d+),/gm)].map(([, text]) => Number(text));

/** How many rows a request brings, which the numbers of its first and last one say without a look at the others. */
async function countRows(request) {
  let first;
  let end = Buffer.alloc(0);
  for await (const chunk of request) {
    first ??= numbersIn(chunk)[0];
    const tail = chunk.subarray(-2 * mostRowBytes);
    end = tail.length < 2 * mostRowBytes ? Buffer.concat([end, tail]).subarray(-2 * mostRowBytes) : tail;
  }
  return numbersIn(end).at(-1) - first + 1;
}

function newJob(kind) {
  const id = `750${String(jobs.size + 1).padStart(15, "0")}`;
  const rows = pages.reduce((sum, page) => sum + page.rows, 0);
  const query = { operation: "query", state: "JobComplete", numberRecordsProcessed: rows };
  const job = {
    id,
    object: "Lead",
    createdDate: "",
    apiVersion: 66,
    columnDelimiter: "COMMA",
    lineEnding: "LF",
    ...(kind === "query" ? query : { operation: "insert", state: "Open" }),
  };
  jobs.set(id, job);
  return job;
}

function answerPage(response, locator) {
  const { bytes, rows } = pages[locator];
  response.writeHead(200, {
    "content-type": "text/csv",
    "content-length": bytes.length,
    "sforce-numberofrecords": rows,
    "sforce-locator": locator + 1 < pages.length ? String(locator + 1) : "null",
  });
  response.end(bytes);
}

async function answer(request, response) {
  const { method } = request;
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const job = jobs.get(/\/jobs\/\w+\/(\w+)/.exec(pathname)?.[1]);
  if (method === "PUT") {
    const rows = await countRows(request);
    if (job) job.numberRecordsProcessed = rows;
    response.writeHead(201).end();
  } else if (method === "POST") {
    request.resume();
    json(response, 200, newJob(/\/jobs\/(\w+)/.exec(pathname)[1]));
  } else if (method === "PATCH") {
    request.resume();
    json(response, 200, Object.assign(job, { state: "JobComplete", numberRecordsFailed: 0 }));
  } else if (pathname.endsWith("/results")) answerPage(response, Number(searchParams.get("locator")));
  else if (job) json(response, 200, job);
  else if (pathname.endsWith("/describe")) json(response, 200, describe);
  else json(response, 200, [{ version: "66.0", label: "", url: "/services/data/v66.0" }]);
}

const [given] = await once(process, "message");
({ describe, pages } = given);
const server = createServer((request, response) => void answer(request, response));
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
