import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from "@modelcontextprotocol/server";
import type { CallResult } from "./call.ts";

/** Of these the client has asked wrongly, or for what it may not have; any other is trouble on the way. */
const ofTheRequest = new Set(["BAD_ARGUMENT", "DENIED_OBJECT", "FILE_REFUSED", "READ_ONLY"]);
/** Salesforce's codes for what is not there. */
const notFound = new Set(["NOT_FOUND", "INVALID_TYPE", "ENTITY_IS_DELETED"]);

/**
 * A failed call as the error of a request that has no `isError`: its message is the text that a tool would give, code
 * and hint included. `uri` is the resource that was asked for.
 */
export function requestError({ text, errorCode = "" }: CallResult, uri?: string): ProtocolError {
  if (uri !== undefined && notFound.has(errorCode)) return new ResourceNotFoundError(uri, text);
  const { InvalidParams, InternalError } = ProtocolErrorCode;
  return new ProtocolError(ofTheRequest.has(errorCode) ? InvalidParams : InternalError, text);
}
