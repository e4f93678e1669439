import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type JsonRecord, keyed } from "../../../src/demo/json.ts";
import { httpOrg } from "../http-org.ts";

const { ask, create, demo, refused, rows } = await httpOrg();

const base64 = (text: string) => Buffer.from(text).toString("base64");
const account = await create("Account", { Name: "With files" });
const other = await create("Account", { Name: "Other" });
const version = (record: JsonRecord) =>
  create("ContentVersion", { PathOnClient: "folder/Offer.v1.PDF", VersionData: base64("first"), ...record });
const fields =
  "Id, ContentDocumentId, Title, FileExtension, FileType, ContentSize, VersionNumber, IsLatest, Checksum, VersionData";

async function documentOf(id: string): Promise<string> {
  const [row] = await rows(`SELECT ContentDocumentId FROM ContentVersion WHERE Id = '${id}'`);
  return String(row?.["ContentDocumentId"]);
}

describe("files", () => {
  test("a first version makes a document that its owner and its record share", async () => {
    const id = await version({ FirstPublishLocationId: account });
    const [row] = await rows(`SELECT ${fields} FROM ContentVersion WHERE Id = '${id}'`);
    expect(row).toMatchObject({
      ContentDocumentId: expect.stringMatching(/^069/),
      Title: "Offer.v1",
      FileExtension: "pdf",
      FileType: "PDF",
      ContentSize: 5,
      VersionNumber: "1",
      IsLatest: true,
      Checksum: createHash("md5").update("first").digest("hex"),
      VersionData: `/services/data/v68.0/sobjects/ContentVersion/${id}/VersionData`,
    });
    const document = String(row?.["ContentDocumentId"]);
    expect(
      await rows(
        `SELECT Title, LatestPublishedVersionId, ContentSize FROM ContentDocument WHERE Id = '${document}'`,
      ),
    ).toMatchObject([{ Title: "Offer.v1", LatestPublishedVersionId: id, ContentSize: 5 }]);
    expect(
      await rows(
        `SELECT LinkedEntityId, LinkedEntity.Name, ShareType, ContentDocument.Title FROM ContentDocumentLink WHERE ContentDocumentId = '${document}' ORDER BY ShareType`,
      ),
    ).toMatchObject([
      { ShareType: "V", LinkedEntityId: account, LinkedEntity: { Name: "With files" } },
      { ShareType: "I", ContentDocument: { Title: "Offer.v1" } },
    ]);
  });

  test("a further version becomes the latest, and the older one stays to be read", async () => {
    const first = await version({});
    const ContentDocumentId = await documentOf(first);
    const second = await version({
      ContentDocumentId,
      Title: "Final",
      PathOnClient: "f.txt",
      VersionData: base64("second!"),
    });
    expect(
      await rows(
        `SELECT Id, VersionNumber, IsLatest FROM ContentVersion WHERE ContentDocumentId = '${ContentDocumentId}' ORDER BY VersionNumber`,
      ),
    ).toMatchObject([
      { Id: first, VersionNumber: "1", IsLatest: false },
      { Id: second, VersionNumber: "2", IsLatest: true },
    ]);
    expect((await ask("GET", `/sobjects/ContentDocument/${ContentDocumentId}`)).body).toMatchObject({
      Title: "Final",
      ContentSize: 7,
      FileExtension: "txt",
      LatestPublishedVersionId: second,
    });
    const read = async (id: string) =>
      (await ask("GET", `/sobjects/ContentVersion/${id}/VersionData`)).bytes.toString();
    expect([await read(first), await read(second)]).toEqual(["first", "second!"]);
    await ask("PATCH", `/sobjects/ContentDocument/${ContentDocumentId}`, { body: { Title: "Renamed" } });
    expect(await rows(`SELECT Title FROM ContentVersion WHERE Id = '${second}'`)).toMatchObject([
      { Title: "Renamed" },
    ]);
  });

  test("a document is shared once with a record, and no longer when its link goes", async () => {
    const ContentDocumentId = await documentOf(await version({}));
    const link = { ContentDocumentId, LinkedEntityId: other };
    const id = await create("ContentDocumentLink", link);
    expect(await refused("POST", "/sobjects/ContentDocumentLink", { body: link })).toMatchObject({
      errorCode: "DUPLICATE_VALUE",
    });
    const shared = () => rows(`SELECT Id FROM ContentDocumentLink WHERE LinkedEntityId = '${other}'`);
    expect(await shared()).toMatchObject([{ Id: id }]);
    await ask("DELETE", `/sobjects/ContentDocumentLink/${id}`);
    expect(await shared()).toEqual([]);
  });

  test("a document goes with its versions and links; a version goes only so", async () => {
    const id = await version({ FirstPublishLocationId: account });
    const document = await documentOf(id);
    expect(await refused("DELETE", `/sobjects/ContentVersion/${id}`)).toMatchObject({ status: 400 });
    expect((await ask("DELETE", `/sobjects/ContentDocument/${document}`)).status).toBe(204);
    expect(await rows(`SELECT Id FROM ContentVersion WHERE Id = '${id}'`)).toEqual([]);
    expect(await rows(`SELECT Id FROM ContentDocumentLink WHERE ContentDocumentId = '${document}'`)).toEqual(
      [],
    );
    expect(await rows(`SELECT Id FROM ContentVersion WHERE Id = '${id}'`, "queryAll")).toHaveLength(1);
  });

  test.each<[string, JsonRecord, object]>([
    ["no name", { PathOnClient: null }, { errorCode: "REQUIRED_FIELD_MISSING", fields: ["PathOnClient"] }],
    [
      "a document that does not exist",
      { ContentDocumentId: "069000000000000AAA" },
      { errorCode: "INVALID_CROSS_REFERENCE_KEY" },
    ],
    [
      "a place that is none",
      { FirstPublishLocationId: "00e000000000000AAA" },
      { errorCode: "FIELD_INTEGRITY_EXCEPTION" },
    ],
    ["bytes that are no base64", { VersionData: "%%%" }, { errorCode: "JSON_PARSER_ERROR" }],
  ])("%s is refused", async (_, record, error) => {
    const body = { PathOnClient: "a.txt", VersionData: base64("x"), ...record };
    expect(await refused("POST", "/sobjects/ContentVersion", { body })).toMatchObject({
      status: 400,
      ...error,
    });
  });

  test.each([
    "SELECT Id FROM ContentDocumentLink",
    "SELECT Id FROM ContentDocumentLink WHERE ShareType = 'V'",
    `SELECT Id FROM ContentDocumentLink WHERE LinkedEntityId != '${account}'`,
    `SELECT Id FROM ContentDocumentLink WHERE LinkedEntityId = '${account}' OR ShareType = 'V'`,
  ])("%s needs a filter", async (soql) => {
    expect(await refused("GET", `/query?q=${encodeURIComponent(soql)}`)).toMatchObject({
      errorCode: "MALFORMED_QUERY",
      message: expect.stringContaining("ContentDocumentLink requires a filter"),
    });
  });

  test("files of the seed hang on the first account", async () => {
    const [first] = await rows(
      "SELECT Id, (SELECT ContentDocument.Title FROM ContentDocumentLinks) FROM Account ORDER BY Id LIMIT 1",
    );
    const { records } = keyed(first?.["ContentDocumentLinks"]);
    expect(records).toMatchObject([
      { ContentDocument: { Title: "Meeting notes" } },
      { ContentDocument: { Title: "Price list" } },
      { ContentDocument: { Title: "Orders by quarter" } },
      { ContentDocument: { Title: "Framework contract" } },
    ]);
  });
});

describe("files of the older kinds", () => {
  test.each<[string, JsonRecord]>([
    ["Attachment", { ParentId: account }],
    [
      "Document",
      { FolderId: String(demo.org.store.get(`SELECT "Id" FROM "Folder" WHERE "Type" = 'Document'`)?.["Id"]) },
    ],
  ])("%s: bytes in, bytes out", async (object, place) => {
    const id = await create(object, { Name: "old.txt", Body: base64("old\r\nbytes"), ...place });
    expect((await ask("GET", `/sobjects/${object}/${id}/Body`)).bytes.toString()).toBe("old\r\nbytes");
    expect((await ask("GET", `/sobjects/${object}/${id}`)).body).toMatchObject({
      BodyLength: 10,
      Body: `/services/data/v68.0/sobjects/${object}/${id}/Body`,
    });
  });
});
