import type { Salesforce } from "../../salesforce/rest/client.ts";
import type { ErrorItem } from "../../salesforce/rest/errors.ts";
import { outerObject } from "../../salesforce/soql/select-list.ts";

/** What a hint is made from: one error, what was asked, and which arguments the tool has to ask otherwise. */
export interface Failure {
  item: ErrorItem;
  args: Readonly<Record<string, unknown>>;
  salesforce: Salesforce;
  takes(argument: string): boolean;
  /** Whether the object lists let an object be shown. */
  allows(object: string): boolean;
}

/** A hint, or how to make it; undefined where nothing is known. */
export type Hint = string | ((failure: Failure) => string | undefined | Promise<string | undefined>);

export function statementOf({ args }: Failure): string | undefined {
  // A mass change is asked by `query`; elsewhere that is no statement.
  const { soql, query = soql } = args;
  return typeof query === "string" ? query : undefined;
}

/** The object that the error is about: the one it names, or the one that the call is about. */
export function objectOf(failure: Failure): string | undefined {
  const named = /(?:on entity|on sobject of type|for type|on type) '?(\w+)'?/.exec(failure.item.message)?.[1];
  return named ?? askedObject(failure);
}

/** The object that the call is about. */
export function askedObject(failure: Failure): string | undefined {
  const given = failure.args["object"];
  const soql = statementOf(failure);
  return typeof given === "string" ? given : soql && outerObject(soql);
}

/** The record that was to be written. */
export function recordOf({ args }: Failure): Readonly<Record<string, unknown>> {
  const { record } = args;
  // Arguments have been checked by then; what is no record holds no fields.
  return typeof record === "object" && record !== null ? (record as Record<string, unknown>) : {};
}
