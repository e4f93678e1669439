/** A row by column; a parent's field by its path, `Owner.Name`. */
export type Row = Record<string, unknown>;

/** Rows by the name that an ask gives them. */
export type Values = Record<string, readonly Row[]>;

const reference = /\{(\w+)(?:\[(\*|\d+)\])?\.([\w.()]+)\}/g;

/** The values that one `{name.Field}`, `{name[2].Field}`, `{name[*].Field}` or `{name.length}` stands for. */
function valuesOf(values: Values, name: string, place: string | undefined, field: string): unknown[] {
  const rows = values[name];
  if (rows === undefined) throw new Error(`There is nothing called ${name}.`);
  if (field === "length" && place === undefined) return [rows.length];
  const picked = place === "*" ? rows : rows.slice(Number(place ?? 0), Number(place ?? 0) + 1);
  if (picked.length === 0 && place !== "*") throw new Error(`${name} has no row ${place ?? 0}.`);
  return picked.map((row) => row[field] ?? "");
}

function isWhole(text: string): RegExpExecArray | undefined {
  const match = new RegExp(`^(?:${reference.source})$`).exec(text);
  return match ?? undefined;
}

/** All that a text stands for: several for `{name[*].Field}`, else one. */
export function everyOf(text: string, values: Values): string[] {
  const whole = isWhole(text);
  if (whole === undefined) return [filled(text, values)];
  const [, name = "", place, field = ""] = whole;
  return valuesOf(values, name, place, field).map(String);
}

/** The text with values in place of what refers to them; several stand in a row with commas. */
export function filled(text: string, values: Values): string {
  return text.replaceAll(reference, (_, name: string, place: string | undefined, field: string) =>
    valuesOf(values, name, place, field).join(", "),
  );
}

/** A statement with values in place of what refers to them, quoted and in a row with commas where there are several. */
export function filledStatement(text: string, values: Values): string {
  const literal = (value: unknown) => `'${String(value).replaceAll(/['\\]/g, "\\$&")}'`;
  return text
    .replaceAll(/'\{[^}']+\}'/g, (match) => literal(filled(match.slice(1, -1), values)))
    .replaceAll(
      /\(\{(\w+)\[\*\]\.([\w.]+)\}\)/g,
      (_, name: string, field: string) => `(${valuesOf(values, name, "*", field).map(literal).join(",")})`,
    )
    .replaceAll(reference, (_, name: string, place: string | undefined, field: string) =>
      valuesOf(values, name, place, field).join(","),
    );
}

/** The same all through a JSON value; a text that is nothing but `{name[*].Field}` becomes a list. */
export function filledThrough(value: unknown, values: Values): unknown {
  if (typeof value === "string") {
    const whole = isWhole(value);
    return whole?.[2] === "*" ? everyOf(value, values) : filled(value, values);
  }
  if (Array.isArray(value)) return value.map((part) => filledThrough(part, values));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, filledThrough(part, values)]));
}
