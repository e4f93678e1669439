/** A statement that is refused: what the message says after its place, and the place, `row:column`. */
export type ErrorCase = [soql: string, message: string | RegExp, place?: string];

const hint = (suffix: string, kind: string) =>
  `be sure to append the '${suffix}' after the ${kind} name. Please reference your WSDL or the describe call for the appropriate names.`;

export const noColumn = (name: string, entity: string) =>
  `No such column '${name}' on entity '${entity}'. If you are attempting to use a custom field, ${hint("__c", "custom field")}`;
export const noObject = (name: string) =>
  `sObject type '${name}' is not supported. If you are attempting to use a custom object, ${hint("__c", "entity")}`;
export const noRelationship = (name: string, where = "field path") =>
  `Didn't understand relationship '${name}' in ${where}. If you are attempting to use a custom relationship, ${hint("__r", "custom relationship")}`;
export const wrongType = (field: string, type: string, quotes = "should not be") =>
  `value of filter criterion for field '${field}' must be of type ${type} and ${quotes} enclosed in quotes`;
