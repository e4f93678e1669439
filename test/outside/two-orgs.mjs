// Two orgs with a user each, and a stored sign-in to each under a profile of its own, whose refresh token rotates.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { emptyFolder, program, run, startOrg } from "./server.mjs";

/** Whom the reader's org has as its user; the built-in org has Dana. */
const reader = { Id: "005DE0000000002YAA", Username: "rita@reader.example" };

/** A folder for the demo org: the built-in company's accounts and tasks, with another user. */
async function readersFolder(env) {
  const folder = join(emptyFolder(), "org");
  const args = [program, "snapshot", folder, "--objects", "Account,Task"];
  await run(process.execPath, args, { path: process.env.PATH, env });
  const file = join(folder, "org.json");
  const facts = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...facts, user: { ...facts.user, ...reader } }));
  return folder;
}

/** Stores a sign-in as `login` does. */
function store(configHome, profile, settings) {
  const folder = join(configHome, "salesforce-rest-mcp");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const signIn = {
    loginUrl: settings.SALESFORCE_LOGIN_URL,
    clientId: settings.SALESFORCE_CLIENT_ID,
    clientSecret: settings.SALESFORCE_CLIENT_SECRET,
    refreshToken: settings.SALESFORCE_REFRESH_TOKEN,
  };
  const file = join(folder, `sign-in.${profile}.json`);
  writeFileSync(file, JSON.stringify(signIn));
  chmodSync(file, 0o600);
}

/** `readers` and `writers` org, and the folder with the two profiles of those names. */
export async function twoOrgs() {
  const writers = await startOrg();
  const readers = await startOrg("--load", await readersFolder(writers.settings));
  const configHome = emptyFolder();
  for (const [profile, org] of Object.entries({ reader: readers, writer: writers })) {
    await org.steer("rotate-refresh-tokens", true);
    store(configHome, profile, org.settings);
  }
  const close = () => {
    for (const org of [readers, writers]) org.close();
  };
  const facts = ({ settings }, username) => ({ host: new URL(settings.SALESFORCE_LOGIN_URL).host, username });
  return {
    readers: { ...readers, ...facts(readers, reader.Username) },
    writers: { ...writers, ...facts(writers, "dana@demo.example") },
    configHome,
    close,
  };
}
