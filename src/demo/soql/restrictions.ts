import { malformed } from "./errors.ts";
import type { Condition, Expression, Query } from "./parse/tree.ts";
import type { Scope } from "./scope/scope.ts";

const linkFields = new Set(["contentdocumentid", "linkedentityid"]);

function isLink(left: Expression): boolean {
  return left.kind === "field" && linkFields.has((left.path.at(-1) ?? "").toLowerCase());
}

/** Whether every row that a condition finds has one of some ids in one of the two lookups of a link. */
function narrows(condition: Condition): boolean {
  if (condition.kind === "and") return condition.parts.some(narrows);
  if (condition.kind === "compare") return condition.operator === "=" && isLink(condition.left);
  return (
    (condition.kind === "in" || condition.kind === "inQuery") && !condition.negated && isLink(condition.left)
  );
}

/** Links of files can only be asked for by what they link (Object Reference, ContentDocumentLink). Throws MALFORMED_QUERY. */
export function checkRestrictions({ object }: Scope, { where }: Query): void {
  if (object.name !== "ContentDocumentLink" || (where && narrows(where))) return;
  throw malformed(
    "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using the IN operator.",
  );
}
