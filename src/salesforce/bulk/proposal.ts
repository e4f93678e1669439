import type { DescribeField, ObjectDescribe } from "../rest/answers.ts";

/** What people write in place of a field's name, by the field; parts of an address come with any prefix. */
const spellings: Record<string, readonly string[]> = {
  Id: ["id", "recordid", "salesforceid", "sfid"],
  Name: ["name", "accountname", "companyname", "company", "organisation", "organization", "firma", "title"],
  FirstName: ["firstname", "givenname", "forename", "first", "vorname", "prenom"],
  LastName: ["lastname", "surname", "familyname", "last", "nachname", "nom"],
  Company: ["company", "companyname", "organisation", "organization", "employer", "firma", "account"],
  Email: ["email", "emailaddress", "mail", "mailaddress"],
  Phone: ["phone", "phonenumber", "telephone", "tel", "telefon", "telephonenumber", "businessphone"],
  MobilePhone: ["mobile", "mobilephone", "mobilenumber", "cell", "cellphone", "handy", "mobil"],
  Fax: ["fax", "faxnumber", "telefax"],
  Title: ["title", "jobtitle", "position"],
  Website: ["website", "url", "web", "homepage", "site"],
  Industry: ["industry", "sector", "branche"],
  Description: ["description", "notes", "note", "comment", "comments", "notiz"],
  LeadSource: ["source", "leadsource"],
  Birthdate: ["birthdate", "birthday", "dateofbirth", "dob"],
  Amount: ["amount", "value", "total"],
  CloseDate: ["closedate", "closingdate"],
  StageName: ["stage", "stagename"],
  Street: ["street", "address", "streetaddress", "strasse"],
  City: ["city", "town", "ort", "stadt"],
  State: ["state", "province", "region", "county"],
  PostalCode: ["postalcode", "zip", "zipcode", "postcode", "plz"],
  Country: ["country", "land", "nation"],
};

/** Of several addresses the first one that an object has is meant. */
const addressPrefixes = ["", "Billing", "Mailing"];

/** Letters and digits alone, without accents and case. */
function plain(text: string): string {
  const letters = text.normalize("NFKD").toLowerCase().replaceAll("ß", "ss");
  return letters.replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function isWritable({ createable, updateable, name }: DescribeField): boolean {
  return createable || updateable || name === "Id";
}

/** The ways in which a header can say a field, the surest first. */
type Way = (header: string, field: DescribeField) => boolean;

const ways: readonly Way[] = [
  (header, { name }) => header.trim().toLowerCase() === name.toLowerCase(),
  (header, { name }) => plain(header) === plain(name.replace(/__c$/, "")),
  (header, { label }) => plain(header) === plain(label),
  (header, field) => saysOtherwise(plain(header), field),
];

function saysOtherwise(header: string, { name }: DescribeField): boolean {
  return Object.entries(spellings).some(
    ([field, words]) => words.includes(header) && addressPrefixes.some((prefix) => prefix + field === name),
  );
}

/**
 * For each header the field that it fits by name, label or common spelling, or null. No field is proposed twice:
 * what fits more surely goes first, and of two alike the one that stands first.
 */
export function proposedColumns(
  { fields }: ObjectDescribe,
  headers: readonly string[],
): Record<string, string | null> {
  const free = new Set(fields.filter(isWritable));
  const found = new Map<string, string>();
  for (const fits of ways)
    for (const header of headers) {
      const field = found.has(header) ? undefined : [...free].find((candidate) => fits(header, candidate));
      if (!field) continue;
      found.set(header, field.name);
      free.delete(field);
    }
  for (const header of headers) if (isParent(fields, header)) found.set(header, header);
  return Object.fromEntries(headers.map((header) => [header, found.get(header) ?? null]));
}

/** `Account.External_Id__c` is a column as it is. */
function isParent(fields: readonly DescribeField[], header: string): boolean {
  const relationship = /^(?:\w+:)?(\w+)\.\w+$/.exec(header)?.[1]?.toLowerCase();
  return (
    relationship !== undefined &&
    fields.some(({ relationshipName }) => relationshipName?.toLowerCase() === relationship)
  );
}
