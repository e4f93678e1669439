import { inputRequired, type Server, type ServerContext } from "@modelcontextprotocol/server";
import { type Confirmation, type Confirmer, usualRemedy } from "./call.ts";
import { capabilitiesOf, type Pipe } from "./client-capabilities.ts";

/** While the person thinks, clients that end silent calls hear that this one lives. */
const stillWaitingMilliseconds = 10_000;

/** Nothing is ticked beforehand: a client may send a form that nobody has looked at. */
const requestedSchema = {
  type: "object" as const,
  properties: { confirm: { type: "boolean" as const, title: "Do it" } },
  required: ["confirm"],
};

/** An empty object means forms, as before there were modes. */
function canShowForms(
  elicitation: { form?: object | undefined; url?: object | undefined } | undefined,
): boolean {
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

/** The client's own words, so every part is checked: an accepted form without its tick is no yes. */
function confirmationOf(given: object): Confirmation {
  const { action, content } = given as { action?: unknown; content?: { confirm?: unknown } };
  if (action !== "accept" && action !== "decline") return { action: "cancel", confirmed: false };
  return { action, confirmed: action === "accept" && content?.confirm === true };
}

/** Why nobody can be asked; undefined where somebody can. */
function reasonNotToAsk(server: Server, context: ServerContext, pipe: Pipe): Confirmer["cannotAsk"] {
  if (pipe.shared)
    return {
      reason: "several sessions share this connection, so that another's user could answer",
      remedy: "Use a gateway that starts a process for each session",
    };
  return canShowForms(capabilitiesOf(server, context, pipe)?.elicitation)
    ? undefined
    : { reason: "this client cannot ask", remedy: usualRemedy };
}

/** Asks by a request of its own and waits, as the protocol did until 2025-11-25. */
async function askInPlace(
  context: ServerContext,
  pipe: Pipe,
  message: string,
  { signal, milliseconds, progress }: Parameters<Confirmer["ask"]>[1],
): Promise<Confirmation> {
  let times = 0;
  // Progress must grow, so this stays below what any tool reports afterwards.
  const remind = () =>
    progress({ progress: ++times / 1_000, message: "waiting for the user's confirmation" });
  const timer = setInterval(remind, stillWaitingMilliseconds);
  try {
    const request = { method: "elicitation/create" as const, params: { message, requestedSchema } };
    const given = await context.mcpReq.send(request, { signal, timeout: milliseconds });
    if (pipe.shared) throw new Error("another session began on this connection before it came");
    return confirmationOf(given);
  } finally {
    clearInterval(timer);
  }
}

/**
 * Asks in the way of the client's protocol era: since 2026-07-28 the server cannot ask, so the call ends with the
 * question and comes again with the answer.
 */
export function confirmerOf(server: Server, context: ServerContext, pipe: Pipe): Confirmer {
  const { envelope } = context.mcpReq;
  return {
    cannotAsk: reasonNotToAsk(server, context, pipe),
    earlier() {
      const given = context.mcpReq.inputResponses?.["confirm"];
      const state = context.mcpReq.requestState<string>();
      return typeof given !== "object" || given === null ? undefined : { ...confirmationOf(given), state };
    },
    async ask(message, options) {
      if (envelope === undefined) return askInPlace(context, pipe, message, options);
      const confirm = inputRequired.elicit({ message, requestedSchema });
      return { again: inputRequired({ requestState: options.newState(), inputRequests: { confirm } }) };
    },
  };
}
