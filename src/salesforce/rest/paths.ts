import { ToolError } from "../../errors.ts";

declare const apiPath: unique symbol;
/** A path whose parts were encoded and checked. */
export type ApiPath = string & { readonly [apiPath]: true };

/** One part of a path. `encodeURIComponent` leaves `.` and `..`, which would climb out of the path. */
function segment(value: string): string {
  if (value === "" || value === "." || value === ".." || /\p{Cc}/u.test(value) || !value.isWellFormed()) {
    const shown = value === "" ? "an empty text" : JSON.stringify(value);
    throw new ToolError("BAD_ARGUMENT", `${shown} cannot be part of an address in Salesforce.`);
  }
  return encodeURIComponent(value);
}

/** path`/sobjects/${object}/${id}`: every value is one part of the path, encoded; BAD_ARGUMENT for one that climbs out. */
export function path(texts: TemplateStringsArray, ...values: readonly string[]): ApiPath {
  const parts = texts.map((text, index) => {
    const value = values[index];
    return index < values.length ? text + segment(value ?? "") : text;
  });
  // Checked and encoded part by part, which is what the brand says.
  return parts.join("") as ApiPath;
}

/** As URLs write it, who put an apostrophe in three bytes. */
function encodedValue(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replaceAll("'", "%27");
}

/** A path with its query as it is sent, and as its length is measured. Undefined values are left out. */
export function withQuery(
  pathname: string,
  query: Record<string, string | number | boolean | undefined> = {},
): string {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodedValue(name)}=${encodedValue(String(value))}`],
  );
  return parameters.length === 0 ? pathname : `${pathname}?${parameters.join("&")}`;
}
