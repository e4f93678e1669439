/** A text as it stands in a statement. Source: SOQL and SOSL Reference, Quoted String Escape Sequences. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}'`;
}
