import { sameName } from "../../spelling.ts";
import type { DescribeField, ObjectDescribe } from "../rest/answers.ts";
import type { Salesforce } from "../rest/client.ts";
import { describeObject } from "./describe.ts";

/** The field that a path leads to, over parents of one kind. */
export async function fieldAt(
  salesforce: Salesforce,
  describe: ObjectDescribe,
  path: readonly string[],
): Promise<DescribeField | undefined> {
  const [first = "", ...others] = path;
  if (others.length === 0) return describe.fields.find(({ name }) => sameName(name, first));
  const reference = describe.fields.find(({ relationshipName }) => sameName(relationshipName ?? "", first));
  const [parent, another] = reference?.referenceTo ?? [];
  if (parent === undefined || another !== undefined) return undefined;
  return fieldAt(salesforce, await describeObject(salesforce, parent), others);
}
