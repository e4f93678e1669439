import { WrittenNumber } from "../../json-numbers.ts";
import type { JsonObject } from "../../json-object.ts";
import { closest, didYouMean } from "../../spelling.ts";
import type { ActionDescription, Parameter } from "./description.ts";

/** Types whose values are numbers. Source: Actions Developer Guide v66, types of inputs. */
const numbers = new Set(["number", "integer", "int", "long", "double", "decimal", "currency", "percent"]);

/** A value that fits, or what is wrong with it. */
type Fitted = { value: unknown } | { problem: string };

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return value instanceof WrittenNumber || typeof value === "number" ? "a number" : `a ${typeof value}`;
}

function numberFor(value: unknown): Fitted {
  if (typeof value === "number" || value instanceof WrittenNumber) return { value };
  const text = typeof value === "string" ? value.trim() : "";
  return /^-?\d{1,12}(?:\.\d{1,4})?$/.test(text)
    ? { value: Number(text) }
    : { problem: `takes a number, not ${typeof value === "string" ? JSON.stringify(value) : shown(value)}` };
}

function booleanFor(value: unknown): Fitted {
  if (typeof value === "boolean") return { value };
  const text = typeof value === "string" ? value.trim().toLowerCase() : "";
  return text === "true" || text === "false"
    ? { value: text === "true" }
    : { problem: `takes true or false, not ${shown(value)}` };
}

/** One value of an input; whatever is neither number nor boolean is left for Salesforce to judge. */
function fitted({ type }: Parameter, value: unknown): Fitted {
  if (numbers.has(type)) return numberFor(value);
  if (type === "boolean") return booleanFor(value);
  return { value };
}

function fittedInput(parameter: Parameter, value: unknown): Fitted {
  if (!parameter.list) {
    if (Array.isArray(value)) return { problem: "takes a single value, not a list" };
    return fitted(parameter, value);
  }
  const values: Fitted[] = (Array.isArray(value) ? value : [value]).map((one) => fitted(parameter, one));
  const wrong = values.find((one) => "problem" in one);
  return wrong ?? { value: values.map((one) => ("value" in one ? one.value : undefined)) };
}

/** `daysFromNow number`, the required ones first. */
function namesOf(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return "it takes no inputs";
  const names = parameters.map(({ name, required }) => `${name}${required ? " (required)" : ""}`);
  const more = names.length - 20;
  return `it takes ${names.slice(0, 20).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function unknownInput(name: string, inputs: readonly Parameter[]): string {
  const meant = closest(name, inputs, 1);
  return `has no ${JSON.stringify(name.slice(0, 80))}${didYouMean(meant, "clause") || `; ${namesOf(inputs)}`}`;
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined;
}

/** One set of inputs as Salesforce takes it, and what is wrong with it. Nulls stand for what is left out. */
function checked(
  given: JsonObject,
  { inputs }: ActionDescription,
): { input: JsonObject; problems: string[] } {
  const problems: string[] = [];
  const entries: [string, unknown][] = [];
  for (const [name, value] of Object.entries(given)) {
    const parameter = inputs.find((each) => each.name === name);
    if (parameter === undefined) problems.push(unknownInput(name, inputs));
    else if (!isMissing(value)) {
      const result = fittedInput(parameter, value);
      if ("problem" in result) problems.push(`${name} ${result.problem}`);
      else entries.push([name, result.value]);
    }
  }
  const missing = inputs.filter(({ name, required }) => required && isMissing(given[name]));
  const names = missing.map(({ name, type, list }) => `${name} (${type}${list ? " list" : ""})`);
  if (missing.length > 0) problems.push(`lacks ${names.join(", ")}, which it needs`);
  return { input: Object.fromEntries(entries), problems };
}

/**
 * Sets of inputs as Salesforce takes them, and everything that is wrong with them by the action's description, each
 * with the place where it stands.
 */
export function checkedInputs(
  given: readonly JsonObject[],
  description: ActionDescription,
): { inputs: JsonObject[]; problems: string[] } {
  const all = given.map((one) => checked(one, description));
  return {
    inputs: all.map(({ input }) => input),
    problems: all.flatMap(({ problems }, index) => problems.map((problem) => `inputs[${index}] ${problem}`)),
  };
}
