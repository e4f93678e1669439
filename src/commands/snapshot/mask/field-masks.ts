import type { DescribeField } from "../../../salesforce/rest/answers.ts";
import { numberMask, type TextKind, textMask } from "./mask-text.ts";
import type { WordCipher } from "./word-cipher.ts";

/** What is kept as it is, in words. */
export const keptByMask = [
  "record ids",
  "picklist values, checkboxes, figures and amounts",
  "dates and times, but for birth dates",
  "numbers that the org gives by itself (auto-numbers)",
  "names of record types and profiles, labels and everything else that describes tell",
];

const textTypes = new Set(["string", "textarea", "email", "phone", "url", "encryptedstring", "combobox"]);
const numberTypes = new Set(["double", "int", "long", "currency"]);
/** Setup, whose names describes tell as well. */
const keptObjects = new Set(["RecordType", "Profile"]);
/** Texts that are figures, settings or names of objects. */
const keptFields = /(?:SidKey|LocaleKey|EncodingKey)$|^(?:Fiscal|SobjectType|InstanceName|NamespacePrefix)$/;

/** How a field's text is masked; undefined for a field that is none or is kept. */
export function textKindOf(object: string, field: DescribeField): TextKind | undefined {
  if (keptObjects.has(object) || field.autoNumber || keptFields.test(field.name)) return undefined;
  if (!textTypes.has(field.type)) return field.type === "anyType" ? {} : undefined;
  return { byPlace: field.type === "textarea", address: field.type === "url" };
}

const dayMilliseconds = 86_400_000;

/** Between a month and half a year away, always the same for a day. */
function birthDateMask(cipher: WordCipher): (text: string) => string {
  return (text) => {
    const time = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
    if (Number.isNaN(time)) return text;
    const days = 31 + cipher.below(150, text);
    const direction = cipher.below(2, `direction ${text}`) === 0 ? 1 : -1;
    return new Date(time + direction * days * dayMilliseconds).toISOString().slice(0, 10);
  };
}

/** Eleven kilometres at most. */
function rounded(text: string): string {
  const number = Number(text);
  return Number.isFinite(number) ? String(Math.round(number * 10) / 10) : text;
}

/** Values of histories: numbers, days, ids and truths are kept, as everywhere. */
function anyMask(cipher: WordCipher): (text: string) => string {
  const mask = textMask(cipher, {});
  const kept = /^(?:-?[\d.]+|true|false|\d{4}-\d\d-\d\d.*|[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?)$/;
  return (text) => (kept.test(text) ? text : mask(text));
}

/** What puts invented values in place of a field's; undefined for one that is kept. */
export function maskOf(
  cipher: WordCipher,
  object: string,
  field: DescribeField,
): ((text: string) => string) | undefined {
  const { name, type, externalId, compoundFieldName } = field;
  const kind = textKindOf(object, field);
  if (kind) return type === "anyType" ? anyMask(cipher) : textMask(cipher, kind);
  if (numberTypes.has(type) && externalId) return numberMask(cipher);
  if (type === "date" && /birth/i.test(name)) return birthDateMask(cipher);
  if (type === "double" && compoundFieldName && /(?:Latitude|Longitude)(?:__s)?$/.test(name)) return rounded;
  return undefined;
}
