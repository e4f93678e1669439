import { ApiError } from "../errors.ts";

/** So many characters are shown on both sides of the place, and words are never cut. */
const shownAround = 30;

function isBreak(letter: string | undefined): boolean {
  return letter === undefined || letter === "," || /\s/.test(letter);
}

/** The part of a line that an error shows, and where the place is in it. */
function excerpt(line: string, place: number): { text: string; place: number } {
  let start = Math.max(0, place - shownAround);
  while (start > 0 && !isBreak(line[start - 1])) start--;
  let end = Math.min(line.length, place + shownAround);
  while (end < line.length && !isBreak(line[end])) end++;
  return { text: line.slice(start, end), place: place - start };
}

function positioned(
  soql: string,
  at: number,
  { code, message, shift }: { code: string; message: string; shift: number },
): ApiError {
  const lines = soql.slice(0, at).split("\n");
  const row = lines.length;
  const place = lines.at(-1)?.length ?? 0;
  const shown = excerpt(soql.split("\n")[row - 1] ?? "", place);
  const column = place + shift;
  const caret = `${" ".repeat(Math.max(0, shown.place + shift - 1))}^`;
  return new ApiError(
    400,
    code,
    `\n${shown.text}\n${caret}\nERROR at Row:${row}:Column:${column}\n${message}`,
  );
}

/** An error of meaning: the words around the place, a caret under it, its row and column, and the message. */
export function errorAt(soql: string, at: number, code: string, message: string): ApiError {
  return positioned(soql, at, { code, message, shift: 1 });
}

/**
 * An error of syntax. Salesforce counts their columns from 0 and puts the caret one place to the left, while
 * columns of other errors count from 1.
 */
export function syntaxErrorAt(soql: string, at: number, message: string): ApiError {
  return positioned(soql, at, { code: "MALFORMED_QUERY", message, shift: 0 });
}

/** A statement that breaks a rule as a whole; such errors have no place. */
export function malformed(message: string): ApiError {
  return new ApiError(400, "MALFORMED_QUERY", message);
}

/** Salesforce's answer to a statement that its database could not run. */
export function tooComplicated(): ApiError {
  return new ApiError(
    400,
    "QUERY_TOO_COMPLICATED",
    "Query is either selecting too many fields or the filter conditions are too complicated.",
  );
}
