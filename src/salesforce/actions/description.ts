import { sameName } from "../../spelling.ts";
import { isRequired } from "../metadata/compact-describe.ts";
import { cached, describeObject } from "../metadata/describe.ts";
import type { DescribeField } from "../rest/answers.ts";
import type { Salesforce } from "../rest/client.ts";
import { path } from "../rest/paths.ts";
import { type ActionKind, type ActionName, quickActionName } from "./kinds.ts";

/** One input or output of an action. */
export interface Parameter {
  name: string;
  label: string;
  /** In lower case, as Salesforce names it: `string`, `number`, `boolean`, `date`, `sobject(Account)`. */
  type: string;
  required: boolean;
  /** Whether it takes or gives several values. */
  list: boolean;
  description: string;
}

/** What an action takes and gives. */
export interface ActionDescription {
  name: string;
  kind: ActionKind;
  label: string;
  description: string;
  inputs: Parameter[];
  outputs: Parameter[];
  /** Of a quick action. */
  quick?: QuickFacts;
}

interface QuickFacts {
  /** `Create`, `Update`, `LogACall` …. */
  type: string;
  /** The object that it is started from; undefined for a global one. */
  context: string | undefined;
  /** The object that it makes or changes. */
  target: string | undefined;
}

interface ParameterAnswer {
  name: string;
  label?: string;
  type?: string;
  required?: boolean;
  maxOccurs?: number;
  sobjectType?: string | null;
  description?: string | null;
}

interface InvocableAnswer {
  name: string;
  label?: string;
  description?: string | null;
  inputs?: ParameterAnswer[];
  outputs?: ParameterAnswer[];
}

interface LayoutItem {
  required?: boolean;
  layoutComponents?: { type?: string; value?: string | null }[];
}

interface QuickAnswer {
  name: string;
  label?: string;
  type?: string;
  contextSobjectType?: string | null;
  targetSobjectType?: string | null;
  layout?: { layoutRows?: { layoutItems?: LayoutItem[] }[] } | null;
}

function parameterOf(given: ParameterAnswer): Parameter {
  const { name, label = name, type = "", required = false, maxOccurs = 1, sobjectType, description } = given;
  const plain = type.toLowerCase();
  return {
    name,
    label,
    type: sobjectType ? `${plain}(${sobjectType})` : plain,
    required,
    list: maxOccurs > 1,
    description: description ?? "",
  };
}

/** Required ones first, otherwise in Salesforce's order. */
function requiredFirst(parameters: readonly Parameter[]): Parameter[] {
  return [...parameters].sort((a, b) => Number(b.required) - Number(a.required));
}

async function describeInvocable(
  salesforce: Salesforce,
  { name }: ActionName,
  kind: "standard" | "flow" | "apex",
): Promise<ActionDescription> {
  const at = kind === "standard" ? path`/actions/standard/${name}` : path`/actions/custom/${kind}/${name}`;
  const answer = await cached<InvocableAnswer>(salesforce, at);
  return {
    name: answer.name,
    kind,
    label: answer.label ?? answer.name,
    description: answer.description ?? "",
    inputs: requiredFirst((answer.inputs ?? []).map(parameterOf)),
    outputs: (answer.outputs ?? []).map(parameterOf),
  };
}

/** Where a quick action lies; what stands behind its address is told to it by `rest`. */
export function quickActionPath(action: ActionName, rest: "" | "/describe" = ""): string {
  const { name, object } = quickActionName(action);
  return object === undefined
    ? `${path`/quickActions/${name}`}${rest}`
    : `${path`/sobjects/${object}/quickActions/${name}`}${rest}`;
}

/** The fields of a quick action's layout, and whether the layout wants them filled. */
function layoutFields({ layout }: QuickAnswer): { name: string; required: boolean }[] {
  const items = (layout?.layoutRows ?? []).flatMap(({ layoutItems = [] }) => layoutItems);
  return items.flatMap(({ required = false, layoutComponents = [] }) =>
    layoutComponents.flatMap(({ type, value }) =>
      type === "Field" && value ? [{ name: value, required }] : [],
    ),
  );
}

function fieldParameter(
  { name, required }: { name: string; required: boolean },
  fields: readonly DescribeField[],
  creates: boolean,
): Parameter {
  const field = fields.find((each) => sameName(each.name, name));
  const type = field?.type === "reference" ? `reference(${field.referenceTo.join("|")})` : field?.type;
  const needed = required || (creates && field !== undefined && isRequired(field));
  const label = field?.label ?? name;
  return {
    name,
    label,
    type: type ?? "",
    required: needed,
    list: false,
    description: label === name ? "" : label,
  };
}

const contextInput: Omit<Parameter, "required"> = {
  name: "contextId",
  label: "Record",
  type: "id",
  list: false,
  description: "the record that it is started from",
};

/** What a quick action says of itself, without the fields that it takes. */
export async function quickFacts(
  salesforce: Salesforce,
  action: ActionName,
): Promise<QuickFacts & { answer: QuickAnswer }> {
  const answer = await cached<QuickAnswer>(salesforce, quickActionPath(action, "/describe"));
  const { type = "", contextSobjectType, targetSobjectType } = answer;
  return { type, context: contextSobjectType ?? undefined, target: targetSobjectType ?? undefined, answer };
}

async function describeQuick(salesforce: Salesforce, action: ActionName): Promise<ActionDescription> {
  const { answer, ...quickly } = await quickFacts(salesforce, action);
  const { type, target } = quickly;
  const { fields } = target === undefined ? { fields: [] } : await describeObject(salesforce, target);
  const creates = type !== "Update";
  const inputs = layoutFields(answer).map((field) => fieldParameter(field, fields, creates));
  const context = { ...contextInput, required: !creates };
  return {
    name: answer.name,
    kind: "quickAction",
    label: answer.label ?? answer.name,
    description: quickWords(quickly),
    inputs: requiredFirst([context, ...inputs]),
    outputs: [],
    quick: quickly,
  };
}

/** `creates a Contact`. */
export function quickWords({ type, target }: Pick<QuickFacts, "type" | "target">): string {
  const verbs: Record<string, string> = { Create: "creates", Update: "changes", LogACall: "logs a call," };
  const verb = verbs[type];
  return verb === undefined || target === undefined ? type : `${verb} a record of ${target}`;
}

/** What one action takes and gives. Throws SalesforceError NOT_FOUND where there is none of this kind and name. */
export function describeAction(
  salesforce: Salesforce,
  action: ActionName & { kind: ActionKind },
): Promise<ActionDescription> {
  return action.kind === "quickAction"
    ? describeQuick(salesforce, action)
    : describeInvocable(salesforce, action, action.kind);
}

/** `string, required: The account to call.`; the label where nothing else says what it is. */
export function parameterText({ name, label, type, required, list, description }: Parameter): string {
  const facts = [`${type}${list ? " list" : ""}`, ...(required ? ["required"] : [])];
  const said = description || (sameName(label, name) ? "" : label);
  return `${facts.join(", ")}${said === "" ? "" : `: ${said}`}`;
}
