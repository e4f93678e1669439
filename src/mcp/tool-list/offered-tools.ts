import * as z from "zod";
import type { Config } from "../../config/config.ts";
import { ToolError } from "../../errors.ts";
import { type LazyToolset, loaded, type Tool, type Toolset } from "../../tool/tool.ts";
import { hasFiles } from "../files-folder.ts";
import { isChosen } from "./tool-choice.ts";

/** The tools these settings offer, in the order of the definitions. */
export function offeredTools(toolsets: Record<string, Toolset>, config: Config): Map<string, Tool> {
  const entries = Object.entries(toolsets).flatMap(([toolset, { tools }]) =>
    Object.entries(tools).map(([name, tool]) => ({ toolset, name, tool })),
  );
  const wanted = entries.filter(({ toolset, name }) => isChosen(config, toolset, name));
  const allowed = wanted.filter(
    ({ tool }) => (!config.readOnly || canRead(tool)) && whatItLacks("", tool, config) === undefined,
  );
  return new Map(allowed.map(({ name, tool }) => [name, tool]));
}

/** Why a tool would be of no use by these settings, and which of them it needs; undefined for one that has all. */
function whatItLacks(name: string, tool: Tool, config: Config): ToolError | undefined {
  if (tool.needsFiles && !hasFiles(config)) {
    const advice = "The user must set SALESFORCE_FILES_DIR to the one folder that files may be in.";
    return new ToolError("FILE_REFUSED", `${name} needs a files folder, and none is set.`, advice);
  }
  if (tool.needsChanges && config.undo === "off") {
    const advice = "With session or keep in its place, changes from then on can be taken back.";
    const message = `${name} is not offered by this server: SALESFORCE_UNDO is off, so no change is kept.`;
    return new ToolError("BAD_ARGUMENT", message, advice);
  }
  return undefined;
}

/** In read-only mode a tool is offered when some call of it only reads. */
function canRead(tool: Tool): boolean {
  return tool.effect === "read" || (tool.effect === "mixed" && tool.readsToo === true);
}

/** Why a tool of this name is not offered: READ_ONLY, or BAD_ARGUMENT with what is. */
function notOffered(name: string, toolsets: Record<string, Toolset>, config: Config): ToolError {
  const hint = `Tools: ${[...offeredTools(toolsets, config).keys()].join(", ")}.`;
  const called = name.slice(0, 200);
  const known = Object.values(toolsets).flatMap(({ tools }) => Object.entries(tools));
  const tool = known.find(([own]) => own === name)?.[1];
  if (!tool) return new ToolError("BAD_ARGUMENT", `${called} is no tool of this server.`, hint);
  if (config.readOnly && !canRead(tool))
    return new ToolError("READ_ONLY", `${called} is not offered by this server, which is read-only.`, hint);
  const lack = whatItLacks(called, tool, config);
  if (lack !== undefined) return lack;
  const settings = "SALESFORCE_TOOLSETS and SALESFORCE_TOOLS";
  return new ToolError("BAD_ARGUMENT", `${called} is not among the tools that ${settings} offer.`, hint);
}

/** Stands for the tool in the audit when a call names a tool that does not exist. */
export const noTool: Tool = {
  title: "",
  description: "",
  effect: "mixed",
  input: z.object({}),
  run: () => Promise.reject(new Error("there is no such tool")),
};

/** The tools that these settings offer. What a toolset does is loaded when one of its tools is used. */
export class OfferedTools {
  readonly #toolsets: Readonly<Record<string, LazyToolset>>;
  readonly #config: Config;
  readonly #used = new Map<string, Promise<Tool | undefined>>();

  constructor(toolsets: Readonly<Record<string, LazyToolset>>, config: Config) {
    this.#toolsets = toolsets;
    this.#config = config;
  }

  /** The tool of this name; undefined where none is offered. */
  get(name: string): Promise<Tool | undefined> {
    const used = this.#used.get(name);
    if (used) return used;
    const having = Object.entries(this.#toolsets).filter(([, { names }]) => names.includes(name));
    const tool = loaded(Object.fromEntries(having)).then((toolsets) =>
      offeredTools(toolsets, this.#config).get(name),
    );
    // What no tool is called is not kept, since a client may think of any number of such names.
    if (having.length > 0) this.#used.set(name, tool);
    return tool;
  }

  async all(): Promise<ReadonlyMap<string, Tool>> {
    return offeredTools(await loaded(this.#toolsets), this.#config);
  }

  /** Why no tool of this name is offered: READ_ONLY, or BAD_ARGUMENT with what is. */
  async whyNot(name: string): Promise<ToolError> {
    return notOffered(name, await loaded(this.#toolsets), this.#config);
  }
}
