import { type HelpPage, optionPages, pages } from "./help-pages.ts";

/** The words wrapped at this width, each line behind the indent. */
export function wrapped(text: string, width: number, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, indent + line].join("\n");
}

/** Names in a column, and what each means beside it. */
function listed(rows: readonly (readonly [string, string])[], width: number): string {
  const column = Math.max(...rows.map(([name]) => name.length)) + 4;
  return rows
    .map(([name, text]) => {
      const body = wrapped(text, width, " ".repeat(column)).slice(column);
      return `  ${name}`.padEnd(column) + body;
    })
    .join("\n");
}

function optionRows(names: readonly string[]): [string, string][] {
  return names.flatMap((name): [string, string][] => {
    const page = optionPages[name];
    return page ? [[`--${name}${page.argument ? ` ${page.argument}` : ""}`, page.text]] : [];
  });
}

interface Screen {
  width: number;
  /** How a user starts this program. */
  program: string;
}

function overview({ width, program }: Screen): string {
  const rows = Object.entries(pages).map(([name, { usage, summary }]): [string, string] => [
    name === "serve" ? "[options]" : usage,
    summary,
  ]);
  const general = Object.keys(optionPages).filter((name) => optionPages[name]?.general);
  return [
    "salesforce-rest-mcp: Salesforce's REST APIs as MCP tools",
    `Usage: ${program} COMMAND`,
    listed(rows, width),
    "Options of every command that uses settings:",
    listed(optionRows(general), width),
    wrapped(
      "Settings are environment variables that begin with SALESFORCE_, or stand in .env; .env.example lists them. help COMMAND and help --OPTION say more.",
      width,
    ),
  ].join("\n\n");
}

function commandPage(
  { usage, summary, text, options, examples }: HelpPage,
  { width, program }: Screen,
): string {
  const parts = [
    wrapped(`salesforce-rest-mcp ${usage}: ${summary}`, width),
    ...(text ?? []).map((paragraph) => wrapped(paragraph, width)),
    ...(options.length > 0 ? [`Options:\n\n${listed(optionRows(options), width)}`] : []),
    ...(examples === undefined ? [] : [examples.replaceAll("{program}", program)]),
  ];
  return parts.join("\n\n");
}

function optionPage(name: string, { width }: Screen): string {
  const page = optionPages[name];
  const variable = page?.variable === undefined ? "" : ` The same as the setting ${page.variable}.`;
  const owner = page?.general ? "" : ` An option of ${page?.of}.`;
  const heading = `--${name}${page?.argument ? ` ${page.argument}` : ""}`;
  return `${heading}\n\n${wrapped(`${page?.text}.${variable}${owner}`, width, "  ")}`;
}

/** The page of a command or an option, or the overview; undefined when there is no such thing. */
export function helpPage(topic: string | undefined, screen: Screen): string | undefined {
  if (topic === undefined) return `${overview(screen)}\n`;
  const page = Object.hasOwn(pages, topic) ? pages[topic] : undefined;
  if (page) return `${commandPage(page, screen)}\n`;
  const option = topic.replace(/^-+/, "");
  return Object.hasOwn(optionPages, option) ? `${optionPage(option, screen)}\n` : undefined;
}
