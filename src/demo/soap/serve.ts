import { ApiError } from "../errors.ts";
import type { ApiResponse, Org } from "../handler.ts";
import { calls } from "./calls.ts";
import { Envelopes } from "./envelope.ts";

/** Answers an envelope that was sent to `/services/Soap/u/NN.0`; `userOf` tells whose session an id is, `orgOf` what a user sees. */
export async function serveSoap(
  org: Org,
  text: string,
  userOf: (sessionId: string) => string | undefined,
  orgOf: (userId: string) => Org,
): Promise<ApiResponse> {
  const envelopes = await Envelopes.load();
  const answer = (status: number, raw: string): ApiResponse => ({
    status,
    headers: { "content-type": "text/xml; charset=utf-8" },
    raw,
  });
  try {
    const { name, body, sessionId } = envelopes.read(text);
    const userId = userOf(sessionId);
    if (!userId)
      throw new ApiError(
        500,
        "INVALID_SESSION_ID",
        "Invalid Session ID found in SessionHeader: Illegal Session",
      );
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    if (!call)
      throw new ApiError(
        500,
        "soapenv:Client",
        `No operation available for request {urn:partner.soap.sforce.com}${name}`,
      );
    org.count("api");
    org.count(`soap.${name}`);
    return answer(
      200,
      org.store.savepoint(() => envelopes.answer(name, call(orgOf(userId), userId, body))),
    );
  } catch (error) {
    if (error instanceof ApiError) return answer(500, envelopes.fault(error));
    throw error;
  }
}
