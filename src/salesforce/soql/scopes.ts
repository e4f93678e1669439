import { TokenReader, textAfterTerm, tokensOf, unreadable } from "./tokens.ts";

/** `Account a`, or a relationship from what stands before it: `a.Contacts c`. */
interface From {
  path: readonly string[];
  alias: string | undefined;
}

/** `TYPEOF What WHEN Account THEN Phone ELSE Name END`. */
export interface Typeof {
  path: readonly string[];
  whens: { type: string; fields: string[] }[];
  otherwise: string[];
}

/** One SELECT of a statement, or one object of a search: what it names, and the statements inside it. */
export interface Scope {
  froms: From[];
  /** Every name with a dot in it, wherever it stands. */
  paths: string[];
  /** The plain fields that a search returns of an object, in their order. */
  fields: string[];
  typeofs: Typeof[];
  /** Queries of child relationships, in the SELECT list. */
  children: Scope[];
  /** Queries of their own, in conditions. */
  joined: Scope[];
}

const clauses = new Set([
  "USING",
  "WHERE",
  "WITH",
  "GROUP",
  "HAVING",
  "ORDER",
  "LIMIT",
  "OFFSET",
  "FOR",
  "UPDATE",
  "ALL",
]);
const mostDepth = 20;

function emptyScope(): Scope {
  return { froms: [], paths: [], fields: [], typeofs: [], children: [], joined: [] };
}

function isQuery(reader: TokenReader): boolean {
  return reader.isSymbol("(") && reader.isWord("SELECT", 1);
}

function nestedQuery(reader: TokenReader, depth: number): Scope {
  const opening = reader.next();
  if (depth >= mostDepth) throw unreadable(opening);
  const scope = query(reader, depth + 1);
  reader.expect(")");
  return scope;
}

/** Takes a name when the next token has a dot in it, and passes over everything else that opens nothing. */
function anyToken(reader: TokenReader, scope: Scope): void {
  const token = reader.next();
  const word = token.kind === "word" ? token.text.toUpperCase() : "";
  if (word === "SELECT" || word === "FROM" || word === "TYPEOF") throw unreadable(token);
  if (token.kind === "word" && token.text.includes(".")) scope.paths.push(token.text);
}

function typeofItem(reader: TokenReader): Typeof {
  reader.expect("TYPEOF");
  const path = reader.word().split(".");
  const whens: Typeof["whens"] = [];
  const fields = () => {
    const names = [reader.word()];
    while (reader.take(",")) names.push(reader.word());
    return names;
  };
  while (reader.take("WHEN")) {
    const type = reader.word();
    reader.expect("THEN");
    whens.push({ type, fields: fields() });
  }
  const otherwise = reader.take("ELSE") ? fields() : [];
  reader.expect("END");
  return { path, whens, otherwise };
}

function selectList(reader: TokenReader, scope: Scope, depth: number): void {
  let open = 0;
  while (open > 0 || !reader.isWord("FROM")) {
    if (isQuery(reader)) scope.children.push(nestedQuery(reader, depth));
    else if (reader.isWord("TYPEOF")) scope.typeofs.push(typeofItem(reader));
    else {
      if (reader.isSymbol("(")) open++;
      if (reader.isSymbol(")")) open--;
      if (open < 0) throw unreadable(reader.peek());
      anyToken(reader, scope);
    }
  }
}

function fromItem(reader: TokenReader): From {
  const path = reader.word().split(".");
  const renamed = reader.take("AS");
  const next = reader.peek();
  const isAlias = next?.kind === "word" && !next.text.includes(".") && !clauses.has(next.text.toUpperCase());
  if (renamed && !isAlias) throw unreadable(next);
  return { path, alias: isAlias ? reader.word() : undefined };
}

/** Conditions, groups, order: up to the end, or to the parenthesis that closes this query. */
function conditions(reader: TokenReader, scope: Scope, depth: number): void {
  let open = 0;
  while (reader.peek() && !(open === 0 && reader.isSymbol(")"))) {
    if (isQuery(reader)) scope.joined.push(nestedQuery(reader, depth));
    else {
      if (reader.isSymbol("(")) open++;
      if (reader.isSymbol(")")) open--;
      anyToken(reader, scope);
    }
  }
  if (open > 0) throw unreadable(undefined);
}

function query(reader: TokenReader, depth: number): Scope {
  const scope = emptyScope();
  reader.expect("SELECT");
  selectList(reader, scope, depth);
  reader.expect("FROM");
  do scope.froms.push(fromItem(reader));
  while (reader.take(","));
  const next = reader.peek();
  if (next && !reader.isSymbol(")") && !clauses.has(next.text.toUpperCase())) throw unreadable(next);
  conditions(reader, scope, depth);
  return scope;
}

/** What a SOQL statement names. Throws UnreadableStatement for one that is not surely understood. */
export function soqlScope(soql: string): Scope {
  const reader = new TokenReader(tokensOf(soql));
  const scope = query(reader, 0);
  if (reader.peek()) throw unreadable(reader.peek());
  return scope;
}

/** A function's arguments. */
function inParentheses(reader: TokenReader, scope: Scope): void {
  reader.expect("(");
  while (!reader.isSymbol(")")) {
    if (isQuery(reader)) throw unreadable(reader.peek());
    if (reader.isSymbol("(")) inParentheses(reader, scope);
    else anyToken(reader, scope);
  }
  reader.expect(")");
}

/** `Account(Id, Owner.Name WHERE … ORDER BY … LIMIT 5)`. */
function returned(reader: TokenReader): Scope {
  const scope = emptyScope();
  scope.froms.push({ path: [reader.word()], alias: undefined });
  if (!reader.take("(")) return scope;
  let listed = true;
  while (reader.peek() && !reader.isSymbol(")") && !reader.isWord("WHERE")) {
    const token = reader.peek();
    if (token?.kind === "word" && clauses.has(token.text.toUpperCase())) listed = false;
    else if (token?.kind === "word" && listed && !reader.isSymbol("(", 1)) scope.fields.push(token.text);
    // SOSL has no queries among its fields, so a statement with one is not surely understood.
    if (isQuery(reader)) throw unreadable(reader.peek());
    if (reader.isSymbol("(")) inParentheses(reader, scope);
    else anyToken(reader, scope);
  }
  conditions(reader, scope, 0);
  reader.expect(")");
  return scope;
}

/**
 * What a SOSL statement names, one scope for each object that it returns; none when it searches all. Throws
 * UnreadableStatement for one that is not surely understood.
 */
export function soslScopes(sosl: string): Scope[] {
  const start = textAfterTerm(sosl);
  if (start === 0) throw unreadable({ kind: "symbol", text: sosl.trim(), at: 0 });
  const reader = new TokenReader(tokensOf(sosl, start));
  const scopes: Scope[] = [];
  if (reader.take("IN")) {
    reader.word();
    reader.expect("FIELDS");
  }
  if (reader.take("RETURNING")) {
    do scopes.push(returned(reader));
    while (reader.take(","));
  }
  const ending = emptyScope();
  const next = reader.peek();
  if (next && !["WITH", "LIMIT", "UPDATE", "USING", "OFFSET"].includes(next.text.toUpperCase()))
    throw unreadable(next);
  while (reader.peek()) {
    if (reader.isWord("RETURNING") || reader.isWord("FIND")) throw unreadable(reader.peek());
    anyToken(reader, ending);
  }
  if (ending.paths.length > 0) throw unreadable(undefined);
  return scopes;
}

/** The fields that a SOSL statement returns, object after object; none when it is not understood. */
export function returnedFields(sosl: string): string[] {
  try {
    return soslScopes(sosl).flatMap(({ fields }) => fields);
  } catch {
    return [];
  }
}
