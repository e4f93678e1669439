import { ToolError } from "../../errors.ts";
import { isObject, type JsonObject } from "../../json-object.ts";
import { sameName } from "../../spelling.ts";
import type { SaveResult } from "../rest/answers.ts";
import type { RequestOptions, Salesforce } from "../rest/client.ts";

/** Namespaces of the partner WSDL. */
const envelope = {
  "@xmlns:soapenv": "http://schemas.xmlsoap.org/soap/envelope/",
  "@xmlns:urn": "urn:partner.soap.sforce.com",
  "@xmlns:urn1": "urn:sobject.partner.soap.sforce.com",
};

/** Text that XML 1.0 cannot hold at all. */
const unwritable = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]/u;

function checkTexts(value: unknown): void {
  if (typeof value === "string" && (unwritable.test(value) || !value.isWellFormed()))
    throw new ToolError(
      "BAD_ARGUMENT",
      "A value holds a control character, which this call cannot carry. Nothing was sent.",
    );
  if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) checkTexts(inner);
}

type Xml = typeof import("fast-xml-parser");

function written({ XMLBuilder }: Xml, name: string, body: JsonObject, headers: JsonObject) {
  checkTexts(body);
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    processEntities: true,
  });
  return (accessToken: string) =>
    builder.build({
      "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
      "soapenv:Envelope": {
        ...envelope,
        "soapenv:Header": { "urn:SessionHeader": { "urn:sessionId": accessToken }, ...headers },
        "soapenv:Body": { [`urn:${name}`]: body },
      },
    });
}

/** What an envelope holds; one with a document type is refused, since nothing of Salesforce's has one. */
function bodyIn({ XMLParser }: Xml, text: string): JsonObject {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return {};
  const parser = new XMLParser({
    removeNSPrefix: true,
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    parseTagValue: false,
  });
  const read: unknown = parser.parse(text);
  const inner = isObject(read) && isObject(read["Envelope"]) ? read["Envelope"]["Body"] : undefined;
  return isObject(inner) ? inner : {};
}

export function listOf(value: unknown): unknown[] {
  if (value === undefined || value === "" || (isObject(value) && value["@nil"] === "true")) return [];
  return Array.isArray(value) ? value : [value];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** One `result` of a call, as the items of REST's collections are. */
function saveResult(value: unknown): SaveResult & JsonObject {
  const { id, success, errors, ...others } = isObject(value) ? value : {};
  const own = textOf(id);
  return {
    ...others,
    ...(own !== undefined && { id: own }),
    success: success === "true",
    errors: listOf(errors).flatMap((error) => {
      if (!isObject(error)) return [];
      const { statusCode, message, fields } = error;
      return [
        {
          statusCode: String(statusCode),
          message: String(message ?? ""),
          fields: listOf(fields).map(String),
        },
      ];
    }),
  };
}

/**
 * One call of the SOAP API (partner WSDL) on the same connection, sign-in, limits and trace as REST; answers its
 * `result` elements. Throws SalesforceError with the fault's code. `headers` are further SOAP headers.
 */
export async function soapCall(
  salesforce: Salesforce,
  name: string,
  body: JsonObject,
  { headers = {}, ...options }: { headers?: JsonObject } & Pick<RequestOptions, "undoes" | "written"> = {},
): Promise<(SaveResult & JsonObject)[]> {
  const xml = await import("fast-xml-parser");
  const read = (text: string): unknown => {
    const inner = bodyIn(xml, text);
    const response = Object.entries(inner).find(([own]) => sameName(own, `${name}Response`))?.[1];
    return isObject(response) ? listOf(response["result"]).map(saveResult) : undefined;
  };
  const version = await salesforce.apiVersion();
  const results = await salesforce.post<unknown>(
    `/services/Soap/u/${version}`,
    written(xml, name, body, headers),
    {
      ...options,
      contentType: "text/xml; charset=UTF-8",
      headers: { accept: "text/xml", soapaction: '""' },
      read,
    },
  );
  if (Array.isArray(results)) return results;
  throw new ToolError(
    "UNEXPECTED_RESPONSE",
    `Salesforce answered ${name} with nothing that can be read, so it may or may not have been done.`,
    "Look whether it was done before you try again.",
  );
}
