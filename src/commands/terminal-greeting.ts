import { chosenFlow } from "../auth/session.ts";
import type { Config } from "../config/config.ts";
import { ToolError } from "../errors.ts";
import { signInsOf } from "./runtime/sign-ins.ts";
import { complain } from "./say.ts";

async function signInWords(config: Config): Promise<string> {
  if (config.demo) return "It serves the embedded demo org.";
  try {
    const flow = await chosenFlow(config, signInsOf(config));
    if (flow === "stored") return `It is signed in by the stored sign-in '${config.profile}'.`;
    return `It signs in by ${flow}.`;
  } catch (error) {
    if (error instanceof ToolError) return "Nobody is signed in yet.";
    throw error;
  }
}

/** Tells somebody who started the server in a terminal what it waits for, and what to type instead. */
export async function greetTerminal(config: Config): Promise<void> {
  const { startedAs } = config;
  complain(`salesforce-rest-mcp waits for an MCP client on standard input. ${await signInWords(config)}
Clients start it by themselves; Ctrl-C ends it. In a terminal try:
  ${startedAs} tour           a guided tour on a demo org
  ${startedAs} login          sign in to an org of yours
  ${startedAs} setup CLIENT   tell a client of this server
  ${startedAs} help           everything else`);
}
