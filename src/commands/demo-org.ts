import { startDemoOrg } from "../demo/org.ts";

const help = `salesforce-rest-mcp demo-org: an embedded Salesforce for any client, with its data in memory

  --port N   listen on this port of 127.0.0.1; a free one unless given

The first line on stdout is a JSON object with the settings of this very org. Keep them and let the shell have them:

  salesforce-rest-mcp demo-org > demo-org.json &
  until [ -s demo-org.json ]; do sleep 0.1; done
  eval "$(node -p 'Object.entries(JSON.parse(fs.readFileSync("demo-org.json"))).map((e) => "export " + e.join("=")).join("\\n")')"

This server, in the same shell or with the settings in .env or in the env of the client's entry:

  salesforce-rest-mcp call executeQuery '{"soql": "SELECT Name FROM Account LIMIT 3"}'

curl:

  TOKEN=$(curl -s $SALESFORCE_LOGIN_URL/services/oauth2/token -d grant_type=refresh_token -d client_id=$SALESFORCE_CLIENT_ID -d refresh_token=$SALESFORCE_REFRESH_TOKEN | node -p 'JSON.parse(fs.readFileSync(0)).access_token')
  curl -s -H "Authorization: Bearer $TOKEN" "$SALESFORCE_LOGIN_URL/services/data/v66.0/query?q=SELECT+Name+FROM+Account+LIMIT+3"

jsforce, where it is installed:

  node -e '
    const { SALESFORCE_LOGIN_URL: loginUrl, SALESFORCE_CLIENT_ID: clientId, SALESFORCE_CLIENT_SECRET: clientSecret, SALESFORCE_REFRESH_TOKEN: refreshToken } = process.env;
    const connection = new (require("jsforce").Connection)({ instanceUrl: loginUrl, refreshToken, oauth2: { loginUrl, clientId, clientSecret } });
    connection.query("SELECT Name FROM Account LIMIT 3").then(({ records }) => console.log(records.map(({ Name }) => Name)));
  '

It ends with Ctrl-C.
`;

/** Runs only the demo org's HTTP API, until a signal comes. Resolves to the exit code. */
export async function demoOrg(options: { port: string | undefined; help: boolean }): Promise<number> {
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  const port = Number(options.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    process.stderr.write("--port takes a number from 0 to 65535.\n");
    return 2;
  }
  const org = await startDemoOrg({ port }).catch((error: unknown) => {
    if (error instanceof Error && "code" in error) return error;
    throw error;
  });
  if (org instanceof Error) {
    process.stderr.write(`The demo org cannot listen on port ${port}: ${org.message}\n`);
    return 1;
  }
  const printed = { ...org.settings, SALESFORCE_DEMO_CONTROL_KEY: org.controlKey };
  process.stdout.write(`${JSON.stringify(printed)}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await org.close();
  return 0;
}
