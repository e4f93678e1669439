import { startDemoOrg } from "../demo/org.ts";

const help = `salesforce-rest-mcp demo-org: an embedded Salesforce for any client, with its data in memory

  --port N   listen on this port of 127.0.0.1; a free one unless given

The first line on stdout is a JSON object with the settings of this very org:

  this server   copy the settings into .env, or into the env of the client's entry
  curl          TOKEN=$(curl -s $LOGIN_URL/services/oauth2/token -d grant_type=refresh_token \\
                  -d client_id=$CLIENT_ID -d refresh_token=$REFRESH_TOKEN | jq -r .access_token)
                curl -H "Authorization: Bearer $TOKEN" "$LOGIN_URL/services/data/v66.0/limits"
  jsforce       new jsforce.Connection({ instanceUrl: LOGIN_URL, refreshToken: REFRESH_TOKEN,
                  oauth2: { loginUrl: LOGIN_URL, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } })

It ends with Ctrl-C.
`;

/** Runs only the demo org's HTTP API, until a signal comes or standard input ends. Resolves to the exit code. */
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
  const org = await startDemoOrg({ port });
  process.stdout.write(`${JSON.stringify(org.settings)}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await org.close();
  return 0;
}
