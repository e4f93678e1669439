/** The headers with which Salesforce names what its duplicate rules found (REST guide, Duplicate Rule Header). */
export function duplicateRule(allowDuplicates = false): Record<string, string> {
  return { "sforce-duplicate-rule-header": `allowSave=${allowDuplicates}; includeRecordDetails=true` };
}
