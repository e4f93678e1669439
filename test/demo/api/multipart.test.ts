import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { keyed } from "../../../src/demo/json.ts";
import { httpOrg } from "../http-org.ts";

const { ask, demo, refused } = await httpOrg();

function form(json: object, blob: string, bytes: Uint8Array<ArrayBuffer>): FormData {
  const made = new FormData();
  made.append("entity_content", new Blob([JSON.stringify(json)], { type: "application/json" }), undefined);
  made.append(blob, new Blob([bytes], { type: "application/octet-stream" }), "picture.png");
  return made;
}

/** A body written by hand as jsforce and the Salesforce CLI write it: the JSON part names no file. */
function written(json: object, blob: string, bytes: Uint8Array): { body: Buffer<ArrayBuffer>; type: string } {
  const boundary = "----boundary7MA4YWxk";
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="entity_content"\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(json)}\r\n--${boundary}\r\nContent-Disposition: form-data; name="${blob}"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { body, type: `multipart/form-data; boundary="${boundary}"` };
}

const send = (method: string, address: string, json: object, blob: string, bytes: Uint8Array) => {
  const { body, type } = written(json, blob, bytes);
  return ask(method, address, { body, headers: { "content-type": type } });
};

test("bytes of every kind come back as they were sent", async () => {
  const bytes = Buffer.concat([randomBytes(300_000), Buffer.from("\r\n--\r\n\0")]);
  const { status, body } = await send(
    "POST",
    "/sobjects/ContentVersion",
    { Title: "Picture", PathOnClient: "a.png" },
    "VersionData",
    bytes,
  );
  expect({ status, body }).toMatchObject({ status: 201, body: { success: true } });
  const answer = await ask("GET", `/sobjects/ContentVersion/${keyed(body)["id"]}/VersionData`);
  expect(answer.headers.get("content-type")).toContain("application/octetstream");
  expect(answer.bytes.equals(bytes)).toBe(true);
});

test("a row's blob is put in place of the old one", async () => {
  const account = demo.org.store.get('SELECT "Id" FROM "Account" LIMIT 1')?.["Id"];
  const made = await send(
    "POST",
    "/sobjects/Attachment",
    { Name: "a", ParentId: account },
    "Body",
    Buffer.from("one"),
  );
  const id = keyed(made.body)["id"];
  expect(
    (await send("PATCH", `/sobjects/Attachment/${id}`, { Name: "b" }, "Body", Buffer.from("second"))).status,
  ).toBe(204);
  expect((await ask("GET", `/sobjects/Attachment/${id}/Body`)).bytes.toString()).toBe("second");
  expect((await ask("GET", `/sobjects/Attachment/${id}`)).body).toMatchObject({ Name: "b", BodyLength: 6 });
});

test("a job and its rows in one request", async () => {
  const boundary = "part";
  const job = JSON.stringify({
    object: "Account",
    operation: "insert",
    contentType: "CSV",
    lineEnding: "LF",
  });
  const body = `--${boundary}\r\nContent-Disposition: form-data; name="job"\r\nContent-Type: application/json\r\n\r\n${job}\r\n--${boundary}\r\nContent-Disposition: form-data; name="content"; filename="content"\r\nContent-Type: text/csv\r\n\r\nName\nBy multipart é\n\r\n--${boundary}--\r\n`;
  const answer = await ask("POST", "/jobs/ingest", {
    body,
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
  });
  expect(answer).toMatchObject({ status: 200, body: { state: "UploadComplete" } });
});

test.each<[string, string | FormData, object]>([
  ["no form", "nonsense", { status: 400, errorCode: "INVALID_MULTIPART_REQUEST" }],
  [
    "fields that are no JSON",
    '--b\r\nContent-Disposition: form-data; name="entity_content"\r\n\r\n{"Title":\r\n--b--\r\n',
    { status: 400, errorCode: "JSON_PARSER_ERROR" },
  ],
  [
    "bytes without fields",
    form({}, "VersionData", new Uint8Array([1])),
    { status: 400, errorCode: "INVALID_MULTIPART_REQUEST" },
  ],
  [
    "a field that does not exist",
    '--b\r\nContent-Disposition: form-data; name="entity_content"\r\n\r\n{"Title":"a","PathOnClient":"a"}\r\n--b\r\nContent-Disposition: form-data; name="Versiondatum"; filename="a"\r\n\r\nx\r\n--b--\r\n',
    { status: 400, errorCode: "INVALID_FIELD" },
  ],
])("%s is refused", async (_, body, error) => {
  const headers: Record<string, string> =
    typeof body === "string" ? { "content-type": "multipart/form-data; boundary=b" } : {};
  expect(await refused("POST", "/sobjects/ContentVersion", { body, headers })).toMatchObject(error);
});
