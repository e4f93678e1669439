import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { settingsOfFolder } from "../own-folder.ts";
import type { Ask } from "./ask-file.ts";
import type { OrgUnderTest } from "./org-under-test.ts";
import { program } from "./place.ts";
import type { ServerCommand } from "./recorded-session.ts";
import type { WorkingFolder } from "./working-folder.ts";

/** How a server is started for an ask, signed in to its org. */
export type StartOf = (org: OrgUnderTest, folder: WorkingFolder, ask: Ask) => ServerCommand;

const basic = () => ({ PATH: process.env["PATH"] ?? "" });

/** The built program. */
export const ownServer: StartOf = ({ demo }, { work, files, aside }, { settings }) => ({
  command: process.execPath,
  args: [program],
  cwd: work,
  env: { ...basic(), ...settingsOfFolder(aside), ...demo.settings, SALESFORCE_FILES_DIR: files, ...settings },
});

/** What `sf org display --json` prints, for servers that sign in by the Salesforce CLI. */
function standInForCli(folder: string, org: OrgUnderTest): void {
  const { SALESFORCE_ACCESS_TOKEN: accessToken, SALESFORCE_INSTANCE_URL: instanceUrl } =
    org.demo.accessTokenSettings();
  const result = { accessToken, instanceUrl, username: "dana@demo.example", alias: "demo" };
  const path = join(folder, "sf");
  writeFileSync(path, `#!/bin/sh\ncat <<'END'\n${JSON.stringify({ status: 0, result })}\nEND\n`);
  chmodSync(path, 0o755);
}

/** Another server by the command that starts it. It finds every way to sign in that such servers take. */
export function otherServer(command: string): StartOf {
  return (org, { work, aside }) => {
    standInForCli(aside, org);
    return {
      command,
      args: [],
      shell: true,
      cwd: work,
      env: {
        ...basic(),
        ...settingsOfFolder(aside),
        HOME: aside,
        PATH: `${aside}${delimiter}${process.env["PATH"] ?? ""}`,
        ...org.demo.settings,
        ...org.demo.accessTokenSettings(),
        SALESFORCE_CONNECTION_TYPE: "Salesforce_CLI",
      },
    };
  };
}
