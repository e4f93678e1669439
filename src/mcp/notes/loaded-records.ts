import { isJsonName } from "../../files/json-scanner.ts";
import type { JsonObject } from "../../json-object.ts";
import { type Bytes, bytesInMemory } from "../../salesforce/bulk/csv-source.ts";
import { firstRecords, type GivenRows } from "../../salesforce/bulk/first-records.ts";
import { recordsCsv } from "../../salesforce/bulk/json-source.ts";
import type { Asked } from "./notes-for.ts";

/** What of createBulkJob's arguments says the rows; they were checked before the call was answered. */
interface LoadArguments extends Omit<GivenRows, "json"> {
  operation: string;
  records?: readonly JsonObject[];
  csv?: string;
  file?: string;
}

/** The first rows of a load as records of the object, wherever they come from; of a delete none, since it has only ids. */
export async function loadedRecords({ args, files }: Asked, most: number): Promise<JsonObject[]> {
  const { operation, records, csv, file, ...given } = args as unknown as LoadArguments;
  if (/delete$/i.test(operation)) return [];
  const json = file !== undefined && isJsonName(file);
  const bytes: Bytes =
    file !== undefined
      ? await files.read(file)
      : bytesInMemory(records ? recordsCsv(records.slice(0, most)) : Buffer.from(csv ?? ""));
  return firstRecords(bytes, { ...given, json }, most);
}
