/** Whether two API names are the same, which Salesforce compares without case. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
