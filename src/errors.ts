/** Our own error codes; Salesforce's come from Salesforce. */
export type ErrorCode =
  | "NOT_CONFIGURED"
  | "AUTH_FAILED"
  | "READ_ONLY"
  | "NOT_CONFIRMED"
  | "DENIED_OBJECT"
  | "DENIED_ACTION"
  | "TIMEOUT"
  | "NETWORK"
  | "RATE_LIMITED"
  | "API_RESERVE"
  | "BAD_ARGUMENT"
  | "FILE_REFUSED"
  | "CANCELLED"
  | "UNEXPECTED_RESPONSE"
  | "PLAN_CHANGED"
  | "MULTIPLE_MATCHES"
  | "PRECONDITION_FAILED"
  | "AUDIT_FAILED";

/** An error of ours: what happened, and what to do next. */
export class ToolError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  constructor(code: ErrorCode, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** The code of an error of Node's, such as ENOENT; empty for any other. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** `describeObject {"object":"Account"}`: a call as a model can make it. */
export function callOf(tool: string, args: object): string {
  return `${tool} ${JSON.stringify(args)}`;
}
