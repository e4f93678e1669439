/** An error as Salesforce answers it: `[{message, errorCode, fields?}]` with this status. */
export class ApiError extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly fields: readonly string[] | undefined;
  /** Further keys of the error's object. */
  readonly details: Record<string, unknown> | undefined;
  constructor(
    status: number,
    errorCode: string,
    message: string,
    fields?: readonly string[],
    details?: Record<string, unknown>,
  ) {
    super(message);
    this.details = details;
    this.status = status;
    this.errorCode = errorCode;
    this.fields = fields;
  }
}

/** A body's value that its key does not take; the answer tells its line and column. */
export class UnreadableValue extends ApiError {
  readonly key: string | undefined;
  readonly value: unknown;
  constructor(problem: string, key: string | undefined, value: unknown) {
    super(400, "JSON_PARSER_ERROR", problem);
    this.key = key;
    this.value = value;
  }
}
