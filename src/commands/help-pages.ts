/** What help says of a command. */
export interface HelpPage {
  /** Behind the program's name. */
  usage: string;
  summary: string;
  /** Paragraphs. */
  text?: readonly string[];
  /** Names in `optionPages`. */
  options: readonly string[];
  /** Lines that are shown as they are; `{program}` stands for how the program was started. */
  examples?: string;
}

/** What help says of an option. */
interface OptionPage {
  argument?: string;
  text: string;
  /** The setting that it is a flag for. */
  variable?: string;
  /** Whether every command that uses settings takes it. */
  general?: true;
  /** The command that takes it. */
  of?: string;
}

export const optionPages: Record<string, OptionPage> = {
  demo: {
    text: "serve against the embedded demo org: no credentials, nothing leaves the machine",
    general: true,
  },
  "read-only": { text: "nothing can be changed", variable: "SALESFORCE_READ_ONLY", general: true },
  production: {
    text: "production mode: destructive calls are confirmed, every call is recorded",
    variable: "SALESFORCE_PRODUCTION",
    general: true,
  },
  toolsets: {
    argument: "LIST",
    text: "toolsets to offer, separated by commas",
    variable: "SALESFORCE_TOOLSETS",
    general: true,
  },
  tools: {
    argument: "LIST",
    text: "single tools to offer, separated by commas",
    variable: "SALESFORCE_TOOLS",
    general: true,
  },
  profile: {
    argument: "NAME",
    text: "which stored sign-in to use",
    variable: "SALESFORCE_PROFILE",
    general: true,
  },
  "sf-org": {
    argument: "ALIAS",
    text: "sign in as the Salesforce CLI (sf) does for this alias or user name",
    variable: "SALESFORCE_SF_ORG",
    general: true,
  },
  "env-file": {
    argument: "PATH",
    text: "read settings from this file instead of .env, and trust it like the environment",
    general: true,
  },
  version: { text: "print the version", general: true },
  help: { text: "print the help of the command, or this overview", general: true },
  list: { text: "print the tools that are offered, with their titles", of: "call" },
  "no-browser": { text: "only print the address, and open no browser", of: "login" },
  json: { text: "print one JSON object instead of lines", of: "doctor" },
  print: { text: "print the entry, merged with the one that is there, and write nothing", of: "setup" },
  "no-…": {
    text: "take a flag off the entry again: --no-demo, --no-read-only, --no-production, --no-toolsets, --no-tools, --no-profile, --no-sf-org, --no-env-file",
    of: "setup",
  },
  port: { argument: "N", text: "listen on this port of 127.0.0.1; a free one unless given", of: "demo-org" },
  flow: {
    argument: "FLOW",
    text: "print the settings of this way to sign in: refresh-token (unless given), jwt-bearer, client-credentials or access-token",
    of: "demo-org",
  },
  certificate: {
    argument: "FILE",
    text: "for jwt-bearer: trust this certificate, and print no key; SALESFORCE_PRIVATE_KEY_FILE then names the key that you made with it",
    of: "demo-org",
  },
  load: {
    argument: "FOLDER",
    text: "the objects and rows of this folder, as snapshot makes it, in place of the built-in company; several times for several folders",
    of: "demo-org",
  },
  objects: {
    argument: "LIST",
    text: "API names of the objects to take, separated by commas; users, their roles and profiles, queues and record types come along as far as rows refer to them",
    of: "snapshot",
  },
  rows: {
    argument: "N",
    text: "rows of each object at most, the oldest first; 1000 unless given",
    of: "snapshot",
  },
  mask: {
    text: "put invented values of the same shape in place of texts, names, addresses, phone numbers and keys",
    of: "snapshot",
  },
};

const narrowing = ["demo", "read-only", "production", "toolsets", "tools", "profile", "sf-org", "env-file"];

const demoOrgExamples = `Keep the settings and let the shell have them:

  {program} demo-org > demo-org.json &
  until [ -s demo-org.json ]; do sleep 0.1; done
  eval "$(node -p 'Object.entries(JSON.parse(fs.readFileSync("demo-org.json"))).map(([k, v]) => "export " + k + "=\\x27" + v + "\\x27").join("\\n")')"

This server, in the same shell:

  {program} call executeQuery '{"soql": "SELECT Name FROM Account LIMIT 3"}'

curl:

  TOKEN=$(curl -s $SALESFORCE_LOGIN_URL/services/oauth2/token -d grant_type=refresh_token -d client_id=$SALESFORCE_CLIENT_ID -d refresh_token=$SALESFORCE_REFRESH_TOKEN | node -p 'JSON.parse(fs.readFileSync(0)).access_token')
  curl -s -H "Authorization: Bearer $TOKEN" "$SALESFORCE_LOGIN_URL/services/data/v66.0/query?q=SELECT+Name+FROM+Account+LIMIT+3"

jsforce, where it is installed:

  node -e '
    const { SALESFORCE_LOGIN_URL: loginUrl, SALESFORCE_CLIENT_ID: clientId, SALESFORCE_CLIENT_SECRET: clientSecret, SALESFORCE_REFRESH_TOKEN: refreshToken } = process.env;
    const connection = new (require("jsforce").Connection)({ instanceUrl: loginUrl, refreshToken, oauth2: { loginUrl, clientId, clientSecret } });
    connection.query("SELECT Name FROM Account LIMIT 3").then(({ records }) => console.log(records.map(({ Name }) => Name)));
  '

It ends with Ctrl-C.`;

/** Every command; `serve` is what the program does without one. */
export const pages: Record<string, HelpPage> = {
  serve: {
    usage: "[options]",
    summary: "serve MCP on stdio, for a client that starts it",
    text: ["A client starts the program by itself, once setup has told it how. It ends when its input ends."],
    options: narrowing,
  },
  call: {
    usage: "call TOOL [JSON]",
    summary: "call one tool and print its text",
    text: [
      "The arguments are one JSON object; - reads it from standard input. It ends with 1 when the tool reports an error, and with 2 for a wrong command line.",
    ],
    options: ["list", ...narrowing],
    examples: `Examples:

  {program} call --list
  {program} call executeQuery --help
  {program} call --demo executeQuery '{"soql": "SELECT Name FROM Account LIMIT 3"}'`,
  },
  tour: {
    usage: "tour",
    summary: "a guided tour on the embedded demo org",
    text: [
      "It connects an MCP client to this server and shows tools and their results. Nothing leaves this machine.",
    ],
    options: [],
  },
  login: {
    usage: "login",
    summary: "sign in with the browser and store the sign-in",
    text: [
      "It needs SALESFORCE_CLIENT_ID, the consumer key of an External Client App; docs/sign-in.md says how to make one. The refresh token goes into the system keychain, or into a file that only you can read.",
      "Where the Salesforce CLI is signed in, no app and no login are needed: --sf-org ALIAS (or SALESFORCE_SF_ORG) of any other command takes its sign-in.",
    ],
    options: ["no-browser", "profile", "env-file"],
  },
  logout: {
    usage: "logout",
    summary: "revoke the stored sign-in and forget it",
    options: ["profile"],
  },
  doctor: {
    usage: "doctor",
    summary: "check settings, sign-in, API access and limits",
    text: ["One line a check, with what to do about each failure. It ends with 1 when something failed."],
    options: ["json", ...narrowing],
  },
  setup: {
    usage: "setup CLIENT",
    summary: "write the entry of an MCP client",
    text: [
      "Clients: claude-desktop, claude-code, cursor, vscode, codex, gemini, windsurf, copilot, zed, lmstudio. Options and settings given here go into the entry; those that are there already stay.",
    ],
    options: ["print", "no-…", ...narrowing],
  },
  "demo-org": {
    usage: "demo-org",
    summary: "an embedded Salesforce for any client, with its data in memory",
    text: [
      "The first line on stdout is a JSON object with the settings that sign in to this very org. SALESFORCE_DEMO_CONTROL_KEY in it is for tests that steer the org.",
    ],
    options: ["port", "flow", "certificate", "load"],
    examples: demoOrgExamples,
  },
  snapshot: {
    usage: "snapshot FOLDER --objects LIST",
    summary: "take objects and rows of the org into a folder, for demo-org --load",
    text: [
      "It only reads. The folder must be new or empty, and only you can read it; after a break the same call goes on. Rows whose required parent was not taken are left out, other references to what was not taken are emptied, and both are counted.",
    ],
    options: ["objects", "rows", "mask", ...narrowing],
    examples: `Examples:

  {program} snapshot my-org --objects Account,Contact,Invoice__c --rows 500
  {program} snapshot my-org --objects Account,Contact --mask --sf-org my-sandbox
  {program} demo-org --load my-org`,
  },
  help: {
    usage: "help [COMMAND]",
    summary: "the same as COMMAND --help; help --OPTION explains an option",
    options: [],
  },
};
