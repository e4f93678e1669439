/** Whether a statement changes something: FOR VIEW and the like write dates and statistics. */
export function statementEffect(statement: string): "read" | "update" {
  const plain = statement.replaceAll(/'(?:\\[\s\S]|[^'\\])*'|\{(?:\\[\s\S]|[^}\\])*\}/g, "''");
  return /\bfor\s+(?:view|reference|update)\b|\bupdate\s+(?:tracking|viewstat)\b/i.test(plain)
    ? "update"
    : "read";
}
