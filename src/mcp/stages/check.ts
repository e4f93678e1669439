import * as z from "zod";
import { ToolError } from "../../errors.ts";
import type { Actions } from "../../guard/action.ts";
import { parseJson, WrittenNumber } from "../../json-numbers.ts";
import { onePer } from "../../one-per.ts";
import { closest, didYouMean } from "../../spelling.ts";
import type { Tool } from "../../tool/tool.ts";
import { refuseCutValues } from "../answers/cut-values.ts";
import { bare, schemaAt, shapeText } from "../argument-schema.ts";
import type { Call, Stage } from "../call.ts";
import { shownArguments } from "../files-folder.ts";
import { forgiven } from "../forgiven.ts";

const structured = new Set(["object", "array", "record"]);

function kindOf(schema: unknown): string | undefined {
  const inner = bare(schema);
  return inner instanceof z.ZodType ? inner.def.type : undefined;
}

/** Some clients give null for what is left out. */
function isLeftOut(schema: unknown, value: unknown): boolean {
  return value === null && schema instanceof z.ZodOptional;
}

function parsedText(name: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ToolError(
      "BAD_ARGUMENT",
      `${name}: it came as text that is no valid JSON (${reason}).`,
      `Give ${name} itself, not its text. Nothing was sent.`,
    );
  }
}

/** Some clients send objects and lists as JSON texts; what they hold is taken as meant. */
function unwrapped(tool: Tool, args: Record<string, unknown>): Record<string, unknown> {
  const given = Object.entries(args).filter(([name, value]) => !isLeftOut(tool.input.shape[name], value));
  const entries = given.map(([name, value]) => {
    if (typeof value !== "string" || !structured.has(kindOf(tool.input.shape[name]) ?? ""))
      return [name, value];
    return [name, /^\s*[[{]/.test(value) ? parsedText(name, value) : value];
  });
  return Object.fromEntries(entries);
}

function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`))
    .join("");
}

/** The names that an object takes which stands at this place of the arguments. */
function namesAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  const here = schemaAt(schema, path);
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

function unknownNames(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  input: z.ZodObject,
  shown: readonly string[],
): string {
  const place = placeOf(issue.path);
  const known = place === "" ? shown : namesAt(input, issue.path);
  return issue.keys
    .map((key) => {
      const meant = closest(
        key,
        known.map((name) => ({ name })),
        1,
      );
      const where = place === "" ? `'${key}' is no argument of this tool` : `${place} has no '${key}'`;
      // The arguments themselves stand in the hint.
      const others = place === "" || known.length === 0 ? "" : `; it takes ${known.join(", ")}`;
      return `${where}${meant.length > 0 ? didYouMean(meant, "clause") : others}`;
    })
    .join(" ");
}

function valueAt(args: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], args);
}

/** What a number is told that has too many digits for the place where it stands. */
function numberProblem(issue: z.core.$ZodIssue, args: unknown): string | undefined {
  const given = valueAt(args, issue.path);
  if (!(given instanceof WrittenNumber)) return undefined;
  const numbers = issue.code === "invalid_type" && /^(?:number|int)$/.test(issue.expected);
  return `${placeOf(issue.path)}: ${given} ${numbers ? "is out of range" : "has more digits than a number keeps here; write it in quotes"}`;
}

function problem(
  issue: z.core.$ZodIssue,
  { input, args, shown }: { input: z.ZodObject; args: unknown; shown: readonly string[] },
): string {
  if (issue.code === "unrecognized_keys") return unknownNames(issue, input, shown);
  const numbers = numberProblem(issue, args);
  if (numbers) return numbers;
  const place = placeOf(issue.path);
  const takes = shapeText(schemaAt(input, issue.path));
  // The message of a check of ours says by itself what the argument takes.
  if (issue.code === "custom" || issue.code === "invalid_union" || issue.code === "invalid_format")
    return `${place}: ${issue.message}`;
  if (issue.code === "invalid_type" && valueAt(args, issue.path) === undefined)
    return `${place}: it is missing; it takes ${takes}`;
  if (issue.code !== "too_small" && issue.code !== "too_big") return `${place}: takes ${takes}`;
  return `${place}: ${sizeProblem(issue, takes)}`;
}

/** A text, list or number that is too small or too large, with what it may be. */
function sizeProblem(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, takes: string): string {
  if (issue.origin !== "string" && issue.origin !== "array") return `takes ${takes}`;
  const unit = issue.origin === "string" ? "characters" : "entries";
  const bound = issue.code === "too_small" ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  // A check that says why it is there keeps its own words.
  return /^Too (?:small|big)/.test(issue.message) ? `takes ${bound} ${unit}` : issue.message;
}

/** Made once for each tool: it costs more than to parse by it. */
const strictInput = onePer((tool: Tool) => tool.input.strict());

/** What has the wrong type is not told of its length as well. */
function firstOfEach(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const wrong = new Set(
    issues.filter(({ code }) => code === "invalid_type").map(({ path }) => placeOf(path)),
  );
  return issues.filter(
    ({ code, path }) => (code !== "too_big" && code !== "too_small") || !wrong.has(placeOf(path)),
  );
}

function parsed({ tool, args, runtime }: Call): Record<string, unknown> {
  const { input } = tool;
  const shown = shownArguments(Object.keys(input.shape), runtime.config);
  const given = forgiven(input, unwrapped(tool, args));
  const result = strictInput(tool).safeParse(given);
  const problems = result.success
    ? []
    : firstOfEach(result.error.issues).map((issue) => problem(issue, { input, args: given, shown }));
  const together = result.success ? tool.check?.(result.data) : undefined;
  if (together) problems.push(together);
  if (result.success && problems.length === 0) return result.data;
  throw new ToolError(
    "BAD_ARGUMENT",
    problems.slice(0, 8).join("\n"),
    `Arguments: ${shown.join(", ") || "none"}. Nothing was sent.`,
  );
}

function actionsOf({ tool, args, runtime }: Call): Actions {
  if (tool.actions) return tool.actions(args, runtime);
  const effect = tool.effect === "mixed" ? "update" : tool.effect;
  const { object, id } = args;
  return [
    { effect, ...(typeof object === "string" && { object }), ...(typeof id === "string" && { ids: [id] }) },
  ];
}

/** Parses the arguments strictly and says what the call would do. Throws BAD_ARGUMENT that names each argument. */
export const check: Stage = (next) => async (call) => {
  call.args = parsed(call);
  if (call.tool.effect !== "read") refuseCutValues(call.args);
  call.actions = actionsOf(call);
  // Whatever tool takes this argument offers a dry run by it.
  call.dryRun = call.args["validateOnly"] === true;
  return next(call);
};
