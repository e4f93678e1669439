import type { Kind } from "../known-names.ts";

/** What a resource is, as the lists show it. Its `uri` is a template when a part stands in braces. */
interface Listed {
  uri: string;
  name: string;
  title: string;
  description: string;
  mimeType: string;
  /** The tool behind it: where that is not offered, neither is the resource. */
  tool: string;
}

/** A text that does not come from the org. */
export interface FixedResource extends Listed {
  text(): Promise<string>;
  /** Of its contents. */
  _meta?: Record<string, unknown>;
}

/** What the tool answers; the call goes through the same pipeline as any other. */
export interface ToolResource extends Listed {
  /** The tool's arguments by the template's parts. */
  args: Readonly<Record<string, string>>;
  /** What the parts are names of, for completions. */
  completes?: Readonly<Record<string, Kind>>;
  /** Arguments that are always the same. */
  always?: Readonly<Record<string, unknown>>;
}

export type Resource = FixedResource | ToolResource;

export function isTemplate({ uri }: Pick<Resource, "uri">): boolean {
  return uri.includes("{");
}

const resources: readonly Resource[] = [
  {
    uri: "salesforce://objects",
    name: "objects",
    title: "Objects",
    description: "The Salesforce objects that the user can see, with API name, label and id prefix",
    mimeType: "text/csv",
    tool: "listAllObjects",
    args: {},
    // As many as fit into an answer.
    always: { maxRecords: 5_000 },
  },
  {
    uri: "salesforce://objects/{object}",
    name: "object",
    title: "An object's fields",
    description: "Fields of one Salesforce object: types, picklist values, references",
    mimeType: "application/json",
    tool: "describeObject",
    args: { object: "object" },
    completes: { object: "objects" },
  },
  {
    uri: "salesforce://records/{object}/{id}",
    name: "record",
    title: "A record",
    description: "One Salesforce record with the fields that are filled",
    mimeType: "application/json",
    tool: "getRecord",
    args: { object: "object", id: "id" },
    completes: { object: "objects" },
  },
  {
    uri: "salesforce://reports/{id}",
    name: "report",
    title: "A report's figures",
    description: "What a Salesforce report shows when it is run now; by its id or name",
    mimeType: "text/csv",
    tool: "getReport",
    args: { id: "reportId" },
    completes: { id: "reports" },
  },
];

/** The page in which a client's chat shows showChart's answers; it names no address, and nothing is loaded by it. */
const chartPage: FixedResource = {
  uri: "ui://salesforce/chart.html",
  name: "chart",
  title: "Chart",
  description: "The page that shows a Salesforce chart in the chat",
  mimeType: "text/html;profile=mcp-app",
  tool: "showChart",
  text: async () => (await import("../../charts/page.ts")).chartPage(),
  _meta: { ui: { csp: {}, prefersBorder: true } },
};

/** Those whose tool is offered. */
export function offeredResources(tools: ReadonlyMap<string, unknown>): Resource[] {
  return [...resources, chartPage].filter(({ tool }) => tools.has(tool));
}

/** What a part of a template is a name of; undefined where nothing is known of it. */
export function completesOfResource(
  template: string,
  part: string,
  tools: ReadonlyMap<string, unknown>,
): Kind | undefined {
  const resource = offeredResources(tools).find(({ uri }) => uri === template);
  const completes = resource && "completes" in resource ? resource.completes : undefined;
  return completes && Object.hasOwn(completes, part) ? completes[part] : undefined;
}
