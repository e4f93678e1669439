// An org that takes bulk jobs, counts the bytes it is sent, and calls every job complete. Started by bulk.mjs.
import { createServer } from "node:http";

const jobs = new Map();
let describe = "{}";

function json(response, status, body) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(text);
}

async function count(request) {
  let bytes = 0;
  for await (const chunk of request) bytes += chunk.length;
  return bytes;
}

function newJob() {
  const id = `750${String(jobs.size + 1).padStart(15, "0")}`;
  const job = {
    id,
    operation: "insert",
    object: "Lead",
    createdDate: "",
    state: "Open",
    apiVersion: 66,
    columnDelimiter: "COMMA",
    lineEnding: "LF",
  };
  jobs.set(id, job);
  return job;
}

async function answer(request, response) {
  const { method, url } = request;
  const job = jobs.get(/\/ingest\/(\w+)/.exec(url)?.[1]);
  if (method === "PUT") {
    const bytes = await count(request);
    if (job) job.bytes = bytes;
    response.writeHead(201).end();
  } else if (method === "POST") {
    await count(request);
    json(response, 200, newJob());
  } else if (method === "PATCH") {
    await count(request);
    Object.assign(job, { state: "JobComplete", numberRecordsProcessed: 1, numberRecordsFailed: 0 });
    json(response, 200, job);
  } else if (job) json(response, 200, job);
  else if (url.endsWith("/describe")) json(response, 200, describe);
  else json(response, 200, [{ version: "66.0", label: "", url: "/services/data/v66.0" }]);
}

process.once("message", (text) => {
  describe = text;
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));
});
