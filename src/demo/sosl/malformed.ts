import { ApiError } from "../errors.ts";

export function malformed(message: string): ApiError {
  return new ApiError(400, "MALFORMED_SEARCH", message);
}
