export const help = `salesforce-rest-mcp: Salesforce's REST APIs as MCP tools

Usage
  salesforce-rest-mcp [options]               serve MCP on stdio
  salesforce-rest-mcp call TOOL [JSON]        call one tool and print its text
  salesforce-rest-mcp tour                    a guided tour on the embedded demo org
  salesforce-rest-mcp login [--no-browser]    sign in with the browser and store the sign-in; --no-browser
                                              only prints the address
  salesforce-rest-mcp logout                  revoke the stored sign-in and forget it
  salesforce-rest-mcp doctor [--json]         check settings, sign-in, API access and limits, with a remedy for
                                              each failure
  salesforce-rest-mcp setup CLIENT [--print]  write (or print) the entry of claude-desktop, claude-code, cursor,
                                              vscode or codex; other options become its arguments
  salesforce-rest-mcp demo-org [--port N]     run only the demo org's HTTP API

Options
  --demo            serve against the embedded demo org: no credentials, nothing leaves the machine
  --read-only       nothing can be changed
  --production      production mode: destructive calls are confirmed, everything is logged
  --toolsets LIST   toolsets to offer, separated by commas
  --tools LIST      single tools to offer, separated by commas
  --profile NAME    which stored sign-in to use
  --env-file PATH   read settings from this file instead of .env
  --version         print the version
  --help            print this

Settings are environment variables that begin with SALESFORCE_, or stand in .env; see .env.example.
`;
