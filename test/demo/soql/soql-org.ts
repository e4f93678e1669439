import { routes as queries } from "../../../src/demo/api/query.ts";
import { routes as records } from "../../../src/demo/api/records.ts";
import { errorOf, inProcessOrg } from "../in-process-org.ts";
import { dataOf, type Page, type Plain, plain } from "./random/plain-data.ts";

/** Names that try what is special in SOQL's strings and in LIKE. */
const names = [
  "100% Pure_Juice",
  "100x PureXJuice",
  "Back\\slash Brothers",
  "Élan Vital",
  "élan du nord",
  "Straße & Söhne",
  'O\'Neil "Quotes" Ltd.',
  "Zeta_Underscore",
  "zeta Under",
];

/** An org with the seed, some rows with odd names, and one that is deleted. */
export async function soqlOrg() {
  const { ask, org } = await inProcessOrg([...queries, ...records]);
  const create = (object: string, body: Plain): string =>
    // A created record's answer has its id.
    String((ask("POST", `/sobjects/${object}`, { body }).body as Plain)["id"]);
  for (const Name of names)
    create("Account", { Name, Regions__c: Name.startsWith("Z") ? "APAC;EMEA" : null });
  const gone = create("Account", { Name: "Gone Company", Industry: "Energy" });
  ask("DELETE", `/sobjects/Account/${gone}`);
  const data = dataOf(org);
  const query = (soql: string, resource = "query", version = 68) => {
    // Statements do not change rows but for this.
    if (/\bfor (view|reference)\b/i.test(soql)) data.forget();
    return ask("GET", `/${resource}?q=${encodeURIComponent(soql)}`, { version });
  };
  /** The records of a page and of those that follow. */
  const pages = ({ records: found, nextRecordsUrl }: Page): Plain[] => {
    if (!nextRecordsUrl) return found;
    const address = nextRecordsUrl.replace(/^\/services\/data\/v[\d.]+/, "");
    return [...found, ...pages(ask("GET", address).body as Page)];
  };
  return {
    org,
    data,
    /** What a statement answers: its records without attributes, or the count of COUNT(). */
    answer(soql: string, resource = "query"): Plain[] | number {
      const response = query(soql, resource);
      if (response.status !== 200) throw errorOf(response);
      // A query's answer is a page.
      const first = response.body as Page;
      return countsRows(soql) ? first.totalSize : pages(first).map(plain);
    },
    status: (soql: string) => query(soql).status,
    refusal(soql: string, version = 68) {
      const { errorCode, message } = errorOf(query(soql, "query", version));
      return { errorCode, message };
    },
  };
}

/** Whether a statement's answer is the number of rows alone. */
export function countsRows(soql: string): boolean {
  return /^\s*select\s+count\(\s*\)/i.test(soql);
}
