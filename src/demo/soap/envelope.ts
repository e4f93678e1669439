import { ApiError } from "../errors.ts";
import { type JsonRecord, keyed } from "../json.ts";

type Xml = typeof import("fast-xml-parser");

/** A call as its envelope says it. */
export interface SoapCall {
  /** `undelete`. */
  name: string;
  /** Its elements without namespaces: texts, objects, and lists where one occurs more than once. */
  body: JsonRecord;
  sessionId: string;
}

const namespaces = {
  "@xmlns:soapenv": "http://schemas.xmlsoap.org/soap/envelope/",
  "@xmlns:sf": "urn:fault.partner.soap.sforce.com",
  "@xmlns": "urn:partner.soap.sforce.com",
  "@xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
};

/** What an element holds, whether it is there once, more often, or not at all. */
export function listOf(value: unknown): unknown[] {
  if (value === undefined || value === "") return [];
  return Array.isArray(value) ? value : [value];
}

/** An element's text; undefined where it is missing, empty or nil. */
export function textOf(value: unknown): string | undefined {
  const text = typeof value === "object" ? keyed(value)["#text"] : value;
  return typeof text === "string" && text !== "" ? text : undefined;
}

export class Envelopes {
  readonly #xml: Xml;

  private constructor(xml: Xml) {
    this.#xml = xml;
  }

  /** Loads the XML library, which nothing else of the org needs. */
  static async load(): Promise<Envelopes> {
    return new Envelopes(await import("fast-xml-parser"));
  }

  /** Reads a request. Throws ApiError for what is no envelope with a call in it. */
  read(text: string): SoapCall {
    const broken = (message: string) => new ApiError(500, "soapenv:Client", message);
    if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw broken("A document type is not allowed");
    const valid = this.#xml.XMLValidator.validate(text);
    if (valid !== true) throw broken(`Premature end of file or malformed XML: ${valid.err.msg}`);
    const options = {
      removeNSPrefix: true,
      ignoreAttributes: false,
      attributeNamePrefix: "@",
      parseTagValue: false,
    };
    const envelope = keyed(keyed(new this.#xml.XMLParser(options).parse(text))["Envelope"]);
    const [call] = Object.entries(keyed(envelope["Body"])).filter(([name]) => !/^[@#]/.test(name));
    if (!call) throw broken("The body of the envelope is empty");
    const session = keyed(keyed(envelope["Header"])["SessionHeader"]);
    return { name: call[0], body: keyed(call[1]), sessionId: textOf(session["sessionId"]) ?? "" };
  }

  #written(body: JsonRecord): string {
    const builder = new this.#xml.XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@" });
    return builder.build({
      "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
      "soapenv:Envelope": { ...namespaces, "soapenv:Body": body },
    });
  }

  answer(name: string, results: readonly JsonRecord[]): string {
    return this.#written({ [`${name}Response`]: { result: results } });
  }

  /** `sf:INVALID_SESSION_ID` with a text that repeats the code; the envelope's own faults have no code of ours. */
  fault({ errorCode, message }: ApiError): string {
    const own = errorCode.startsWith("soapenv:");
    const faultcode = own ? errorCode : `sf:${errorCode}`;
    const faultstring = own ? message : `${errorCode}: ${message}`;
    return this.#written({ "soapenv:Fault": { faultcode, faultstring } });
  }
}
