import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { columnsOfRow, newRow, putRow } from "./new-row.ts";

function object(org: Org, name: string): ObjectSchema {
  const found = org.schema.object(name);
  if (found) return found;
  throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
}

/** What a document shows of its latest version. */
const shownByDocument = [
  "Title",
  "Description",
  "ContentSize",
  "FileType",
  "FileExtension",
  "ContentModifiedDate",
];

function link(org: Org, userId: string, document: SqlValue, entity: SqlValue, shareType: string): void {
  const values = new Map<string, SqlValue>([
    ["ContentDocumentId", document],
    ["LinkedEntityId", entity],
    ["ShareType", shareType],
  ]);
  const links = object(org, "ContentDocumentLink");
  putRow(org, links, newRow(org, links, userId, values));
}

/** A first version makes its document, shared with its owner and where it is published. */
function startDocument(org: Org, version: StoredRow): void {
  const userId = String(version["CreatedById"]);
  const documents = object(org, "ContentDocument");
  const id = version["ContentDocumentId"] ?? null;
  const shown = shownByDocument.map((name): [string, SqlValue] => [name, version[name] ?? null]);
  const own: [string, SqlValue][] = [
    ["Id", id],
    ["OwnerId", version["OwnerId"] ?? null],
    ["LatestPublishedVersionId", version["Id"] ?? null],
  ];
  putRow(org, documents, newRow(org, documents, userId, new Map([...shown, ...own])));
  link(org, userId, id, version["OwnerId"] ?? null, "I");
  const place = version["FirstPublishLocationId"];
  if (place != null && place !== version["OwnerId"]) link(org, userId, id, place, "V");
}

function showLatest(org: Org, version: StoredRow): void {
  const names = [...shownByDocument, "LastModifiedDate", "LastModifiedById", "SystemModstamp"];
  org.store.update(object(org, "ContentDocument"), version["ContentDocumentId"] ?? null, {
    ...columnsOfRow(version, names),
    LatestPublishedVersionId: version["Id"] ?? null,
  });
}

/** Keeps a document what its latest version makes it. */
export function noteVersion(org: Org, row: StoredRow | undefined, before: StoredRow | undefined): void {
  if (!row) return;
  const document = row["ContentDocumentId"] ?? null;
  const known = org.store.get('SELECT "Id" FROM "ContentDocument" WHERE "Id" = ?', [document]);
  if (!known) {
    startDocument(org, row);
    return;
  }
  if (!before)
    org.store.run('UPDATE "ContentVersion" SET "IsLatest" = 0 WHERE "ContentDocumentId" = ? AND "Id" <> ?', [
      document,
      row["Id"] ?? null,
    ]);
  if (row["IsLatest"] === 1) showLatest(org, row);
}

/** A document's new title is that of its latest version too. */
export function noteDocument(org: Org, row: StoredRow | undefined, before: StoredRow | undefined): void {
  if (!row || !before || row["Title"] === before["Title"]) return;
  const Title = row["Title"] ?? null;
  org.store.update(object(org, "ContentVersion"), row["LatestPublishedVersionId"] ?? null, { Title });
}
