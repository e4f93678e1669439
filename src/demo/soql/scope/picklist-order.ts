import type { Resolved } from "./scope.ts";

/** SQL for the place of a value in its picklist, by which such fields are sorted; null for null. */
export function picklistPlace(sql: string, { object, field }: Resolved): string {
  return `picklist_place(${sql}, '${object.name}', '${field.name}')`;
}
