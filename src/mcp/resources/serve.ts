import {
  type ReadResourceResult,
  ResourceNotFoundError,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { onePer } from "../../one-per.ts";
import type { Tool } from "../../tool/tool.ts";
import type { CallResult } from "../call.ts";
import { reportIdOf } from "../known-names.ts";
import { requestError } from "../request-error.ts";
import { linkedPath } from "../saved-files.ts";
import type { Served } from "../served.ts";
import {
  type FixedResource,
  isTemplate,
  offeredResources,
  type Resource,
  type ToolResource,
} from "./definitions.ts";
import { matchTemplate } from "./match.ts";

function shown({ name, title, description, mimeType }: Resource) {
  return { name, title, description, mimeType };
}

/** The tool with no other arguments than the resource gives it, so that errors speak of no others. */
function narrowed(resource: ToolResource, tool: Tool): Tool {
  const names = [...Object.values(resource.args), ...Object.keys(resource.always ?? {})];
  const input = z.object(Object.fromEntries(names.map((name) => [name, tool.input.shape[name]])));
  return { ...tool, input };
}

const narrowedTools = onePer((_: ToolResource) => new WeakMap<Tool, Tool>());

function toolOf(resource: ToolResource, tool: Tool): Tool {
  const known = narrowedTools(resource);
  const made = known.get(tool) ?? narrowed(resource, tool);
  known.set(tool, made);
  return made;
}

/** What the text is; the error lines of a tool never come here. */
function typeOf(text: string): string {
  if (text.startsWith("#")) return "text/csv";
  return /^[[{]/.test(text) ? "application/json" : "text/plain";
}

/** Reads one resource of the org by a call of the tool behind it. */
async function readByTool(
  resource: ToolResource,
  values: Readonly<Record<string, string>>,
  served: Served,
  context: ServerContext,
): Promise<CallResult> {
  const { uri, tool, always } = resource;
  const args = Object.fromEntries(
    Object.entries(resource.args).map(([part, argument]) => [argument, values[part] ?? ""]),
  );
  if (args["reportId"] !== undefined) {
    const report = await reportIdOf(args["reportId"], served, context);
    if ("failure" in report)
      return report.failure instanceof ToolError
        ? served.refuse(context, { name: uri, args }, report.failure)
        : report.failure;
    args["reportId"] = report.id;
  }
  const known = await served.tools.get(tool);
  // offeredResources has looked.
  if (!known) throw new Error(`${tool} is not offered`);
  return served.send(context, { name: uri, tool: toolOf(resource, known), args: { ...args, ...always } });
}

function noSuchResource(uri: string, resources: readonly Resource[]): ToolError {
  const message = `${uri.slice(0, 200)} is no resource of this server.`;
  return new ToolError(
    "BAD_ARGUMENT",
    message,
    `Resources: ${resources.map((resource) => resource.uri).join(", ")}.`,
  );
}

type Contents = ReadResourceResult["contents"][number];

async function readFixed(uri: string, { text, mimeType, _meta }: FixedResource): Promise<Contents> {
  return { uri, mimeType, text: await text(), ...(_meta && { _meta }) };
}

/** What a link to a saved file leads to. */
async function readLinked(
  uri: string,
  path: string,
  { send, runtime }: Served,
  context: ServerContext,
): Promise<Contents> {
  const { savedFileTool, contentsIn } = await import("./saved-file.ts");
  const result = await send(context, { name: "resources/read", tool: savedFileTool, args: { path } });
  if (result.isError) throw requestError(result, uri);
  const { mimeType, ...data } = contentsIn(result.value);
  return { uri, mimeType, ...("text" in data ? { text: runtime.secrets.redacted(data.text) } : data) };
}

async function read(
  uri: string,
  resources: readonly Resource[],
  [served, context]: [Served, ServerContext],
): Promise<Contents> {
  const path = linkedPath(uri, served.runtime);
  if (path !== undefined) return readLinked(uri, path, served, context);
  for (const resource of resources) {
    const values = matchTemplate(resource.uri, uri);
    if (!values) continue;
    if ("text" in resource) return readFixed(uri, resource);
    const result = await readByTool(resource, values, served, context);
    if (result.isError) throw requestError(result, uri);
    return { uri, mimeType: typeOf(result.text), text: result.text };
  }
  const refused = { name: "resources/read", args: { uri } };
  const { text } = await served.refuse(context, refused, noSuchResource(uri, resources));
  throw new ResourceNotFoundError(uri, text);
}

/** Lists and reads resources. Neither can be subscribed to, and the lists never change. */
export function serveResources(server: Server, served: Served): void {
  const offered = async () => offeredResources(await served.tools.all());
  server.setRequestHandler("resources/list", async () => ({
    resources: (await offered())
      .filter((resource) => !isTemplate(resource))
      .map((resource) => ({ uri: resource.uri, ...shown(resource) })),
  }));
  server.setRequestHandler("resources/templates/list", async () => ({
    resourceTemplates: (await offered())
      .filter(isTemplate)
      .map((resource) => ({ uriTemplate: resource.uri, ...shown(resource) })),
  }));
  server.setRequestHandler("resources/read", async ({ params: { uri } }, context) => ({
    contents: [await read(uri, await offered(), [served, context])],
  }));
}
