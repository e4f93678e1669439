import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { JsonRecord } from "../json.ts";

export interface Parameter {
  name: string;
  label: string;
  /** `STRING`, `NUMBER`, `BOOLEAN`, `REFERENCE` …: as describes of actions name types. */
  type: string;
  description: string;
  required?: boolean;
  /** 1 unless given. */
  maxOccurs?: number;
}

type ActionType = "apex" | "chatterPost" | "emailSimple" | "flow" | "submit";

/** Something that an org can be told to do. */
export interface Action {
  name: string;
  label: string;
  description: string;
  type: ActionType;
  inputs: readonly Parameter[];
  outputs: readonly Parameter[];
  /** Does it once; what it answers is named in `outputs`. Throws ApiError. */
  run(org: Org, userId: string, input: JsonRecord): JsonRecord;
}

const texts = new Set(["STRING", "REFERENCE", "TEXTAREA"]);

function fits({ type, maxOccurs = 1 }: Parameter, value: unknown): boolean {
  if (Array.isArray(value)) return maxOccurs > 1 && value.every((item) => typeof item === "string");
  if (type === "BOOLEAN") return typeof value === "boolean";
  if (type === "NUMBER") return typeof value === "number";
  return texts.has(type) && typeof value === "string";
}

/** Throws for an input that is missing, unknown or of another type. */
export function checkInput({ inputs }: Action, input: JsonRecord): void {
  const unknown = Object.keys(input).find((name) => !inputs.some((each) => each.name === name));
  if (unknown !== undefined)
    throw new ApiError(400, "INVALID_ARGUMENT", `Unknown input parameter: ${unknown}`, []);
  for (const parameter of inputs) {
    const value = input[parameter.name] ?? undefined;
    if (value === undefined && parameter.required)
      throw new ApiError(400, "MISSING_ARGUMENT", `Missing required input parameter: ${parameter.name}`, []);
    if (value !== undefined && !fits(parameter, value))
      throw new ApiError(
        400,
        "INVALID_ARGUMENT",
        `The input parameter ${parameter.name} must be of type ${parameter.type}`,
        [],
      );
  }
}
