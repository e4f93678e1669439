/** What a host is opened with. */
export interface Opened {
  /** The widget. */
  html: string;
  /** The tool's text. */
  text: string;
  /** The host's context, as MCP Apps has it. */
  context: Record<string, unknown>;
  /** The host's capabilities. */
  can: Record<string, object>;
}

/** A chat's host in a page, as tests reach it from outside: it keeps what the widget asks of it. */
export interface TestHost {
  open(given: Opened): Promise<void>;
  change(context: Record<string, unknown>): void;
  asked: { what: "message" | "open" | "download"; params: unknown }[];
  heights: (number | undefined)[];
}
