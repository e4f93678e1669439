import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { closest } from "../../salesforce/describe.ts";
import type { Action, Tool } from "../../tool.ts";
import type { Stage } from "../call.ts";

const structured = new Set(["object", "array", "record"]);

function kindOf(schema: unknown): string | undefined {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodNullable)
    inner = inner.unwrap();
  return inner instanceof z.ZodType ? inner.def.type : undefined;
}

/** Some clients send objects and lists as JSON texts; what parses is taken as meant. */
function unwrapped(tool: Tool, args: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(args).map(([name, value]) => {
    if (typeof value !== "string" || !structured.has(kindOf(tool.input.shape[name]) ?? ""))
      return [name, value];
    try {
      return [name, JSON.parse(value)];
    } catch {
      return [name, value];
    }
  });
  return Object.fromEntries(entries);
}

function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`))
    .join("");
}

function unknownNames(issue: z.core.$ZodIssueUnrecognizedKeys, known: readonly string[]): string {
  const place = placeOf(issue.path);
  return issue.keys
    .map((key) => {
      const [meant] = closest(
        key,
        known.map((name) => ({ name })),
        1,
      );
      const where = place === "" ? `'${key}' is no argument of this tool` : `${place} has no '${key}'`;
      return `${where}${meant ? `; did you mean ${meant}?` : ""}`;
    })
    .join(" ");
}

function problem(issue: z.core.$ZodIssue, known: readonly string[]): string {
  if (issue.code === "unrecognized_keys") return unknownNames(issue, issue.path.length === 0 ? known : []);
  const message = issue.message
    .replace(/^Invalid input: /, "")
    .replace("received undefined", "but it is missing");
  return `${placeOf(issue.path)}: ${message}`;
}

const strictInputs = new WeakMap<Tool, z.ZodObject>();

/** Made once for each tool: it costs more than to parse by it. */
function strictInput(tool: Tool): z.ZodObject {
  const input = strictInputs.get(tool) ?? tool.input.strict();
  strictInputs.set(tool, input);
  return input;
}

function parsed(tool: Tool, args: Record<string, unknown>): Record<string, unknown> {
  const known = Object.keys(tool.input.shape);
  const result = strictInput(tool).safeParse(unwrapped(tool, args));
  const problems = result.success ? [] : result.error.issues.map((issue) => problem(issue, known));
  const together = result.success ? tool.check?.(result.data) : undefined;
  if (together) problems.push(together);
  if (result.success && problems.length === 0) return result.data;
  throw new ToolError(
    "BAD_ARGUMENT",
    problems.slice(0, 8).join("\n"),
    `Arguments: ${known.join(", ") || "none"}. Nothing was sent.`,
  );
}

function actionsOf(tool: Tool, args: Record<string, unknown>): readonly Action[] {
  if (tool.actions) return tool.actions(args);
  const effect = tool.effect === "mixed" ? "update" : tool.effect;
  const { object, id } = args;
  return [
    { effect, ...(typeof object === "string" && { object }), ...(typeof id === "string" && { ids: [id] }) },
  ];
}

/** Parses the arguments strictly and says what the call would do. Throws BAD_ARGUMENT that names each argument. */
export const check: Stage = (next) => async (call) => {
  call.args = parsed(call.tool, call.args);
  call.actions = actionsOf(call.tool, call.args);
  return next(call);
};
