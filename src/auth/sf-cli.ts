import { execFile } from "node:child_process";
import { isSafeUrl } from "../config/urls.ts";
import { ToolError } from "../errors.ts";
import { isObject, type JsonObject } from "../json-object.ts";
import type { Grant } from "./flows.ts";

/** The CLI starts slowly, and asks Salesforce for a new token before it answers. */
const longestMilliseconds = 30_000;
const mostBytes = 5_000_000;

function failed(message: string, hint: string): ToolError {
  return new ToolError("AUTH_FAILED", message, hint);
}

const howToSignIn =
  "In a terminal: sf org login web --alias NAME, then sf org list shows what SALESFORCE_SF_ORG may name.";

/** What the CLI printed, whatever its exit code; a warning may stand before the JSON. */
function output(args: readonly string[]): Promise<string> {
  // On Windows sf is a batch file, which only cmd can start; the alias was checked to hold nothing that cmd reads.
  const [command, ...start] = process.platform === "win32" ? ["cmd", "/d", "/c", "sf"] : ["sf"];
  const options = { timeout: longestMilliseconds, maxBuffer: mostBytes, windowsHide: true };
  return new Promise((resolve, reject) => {
    execFile(command ?? "sf", [...start, ...args], options, (error, stdout) => {
      if (error?.code === "ENOENT")
        reject(
          failed(
            "SALESFORCE_SF_ORG is set, but the Salesforce CLI (sf) is not on the PATH of this server.",
            "Install it, or give the client's entry the PATH that a terminal has.",
          ),
        );
      else if (error?.killed)
        reject(
          failed(`The Salesforce CLI did not answer within ${longestMilliseconds / 1_000} s.`, howToSignIn),
        );
      else resolve(stdout);
    });
  });
}

/** A message of the CLI in one line, without the words about its own command line. */
function plain(message: string): string {
  const said = message
    .replace(/^Parsing --target-org\s*/, "")
    .replace(/\s*See more help with --help\s*$/, "");
  return said.replaceAll(/\s+/g, " ").slice(0, 300);
}

/** The `result` of a command with --json. Throws AUTH_FAILED with the CLI's own words when it reports an error. */
async function resultOf(args: readonly string[]): Promise<JsonObject> {
  const text = await output([...args, "--json"]);
  let answer: unknown;
  try {
    answer = JSON.parse(text.slice(Math.max(0, text.indexOf("{"))));
  } catch {
    answer = undefined;
  }
  const { status, result, message, actions } = isObject(answer) ? answer : {};
  if (status === 0 && isObject(result)) return result;
  const said = typeof message === "string" ? plain(message) : "it printed no result";
  // What it advises itself: the alias that was probably meant.
  const [advice] = Array.isArray(actions) ? actions : [];
  throw failed(
    `The Salesforce CLI cannot sign in (sf ${args.slice(0, args.indexOf("--target-org")).join(" ")}: ${said})`,
    typeof advice === "string" ? `${plain(advice)} ${howToSignIn}` : howToSignIn,
  );
}

/** From 2.136.8 on `org display` prints a note in the token's place (github.com/forcedotcom/cli/issues/3560). */
function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[!-~]+$/.test(value) && !value.startsWith("[");
}

/**
 * A token for an org that the Salesforce CLI is signed in to, by alias or user name. The CLI refreshes its
 * sign-in before it answers. Throws AUTH_FAILED with what to do about it.
 */
export async function sfCliGrant(org: string): Promise<Grant> {
  const target = ["--target-org", org];
  const { accessToken: displayed, instanceUrl } = await resultOf(["org", "display", ...target]);
  const accessToken = isToken(displayed)
    ? displayed
    : (await resultOf(["org", "auth", "show-access-token", ...target]))["accessToken"];
  if (!isToken(accessToken))
    throw failed(
      "The Salesforce CLI gave no access token.",
      "Update it: npm install --global @salesforce/cli.",
    );
  if (typeof instanceUrl !== "string" || !isSafeUrl(instanceUrl))
    throw failed("The Salesforce CLI named no instance URL that is https.", howToSignIn);
  return { accessToken, instanceUrl: new URL(instanceUrl).origin };
}
