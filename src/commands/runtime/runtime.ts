import { setMaxListeners } from "node:events";
import { Secrets } from "../../auth/secrets.ts";
import { ChangeJournal } from "../../changes/journal.ts";
import type { Config } from "../../config/config.ts";
import type { DemoOrg } from "../../demo/org.ts";
import { ToolError } from "../../errors.ts";
import type { FilesFolder } from "../../files/folder.ts";
import type { Runtime } from "../../mcp/call.ts";
import { hasFiles } from "../../mcp/files-folder.ts";
import type { Connection } from "../../salesforce/rest/connection.ts";
import { CursorStore } from "../../tool/cursors.ts";
import { BackgroundWork } from "../../waiting/background.ts";
import { type Log, toStderr, warnTo } from "./log.ts";

export interface ProcessRuntime extends Runtime {
  background: BackgroundWork;
  /** Removes what killed processes left in the files folder; never throws. */
  tidy(): Promise<void>;
  /** Aborts what is in flight and closes connections and the demo org. */
  close(): Promise<void>;
}

/** What killed processes left in the files folder is removed. Never throws. */
async function tidied(folder: string | undefined): Promise<void> {
  if (folder === undefined) return;
  const { removeLeavings } = await import("../../files/whole-file.ts");
  await removeLeavings(folder);
}

/** The files folder, whose code is loaded when the first call uses it. */
function lazyFiles(given: boolean, folder: () => Promise<string | undefined>): FilesFolder {
  let loading: Promise<FilesFolder> | undefined;
  const load = () => {
    loading ??= Promise.all([import("../../files/disk-folder.ts"), folder()]).then(
      ([{ DiskFilesFolder }, path]) => {
        void tidied(path);
        return new DiskFilesFolder(path);
      },
    );
    return loading;
  };
  return {
    given,
    read: async (name) => (await load()).read(name),
    list: async () => (await load()).list(),
    create: async (name) => (await load()).create(name),
  };
}

/** The settings that are secret, and what the sign-in adds to them. */
function secretsOf({ clientSecret, refreshToken, accessToken, privateKey, privateKeyPassphrase }: Config) {
  return new Secrets([clientSecret, refreshToken, accessToken, privateKey, privateKeyPassphrase]);
}

/** The demo org, with the data of a folder where one is named; what is to be said of that goes to the log. */
async function startedDemoOrg(config: Config, log: Log): Promise<DemoOrg> {
  const { LoadError, startDemoOrg } = await import("../../demo/org.ts");
  if (config.demoData === undefined) return startDemoOrg();
  try {
    const org = await startDemoOrg({ load: [config.demoData] });
    for (const note of org.notes) warnTo(config, log)(note);
    return org;
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    const hint = "Mend that file, or start without SALESFORCE_DEMO_DATA for the built-in company.";
    throw new ToolError("NOT_CONFIGURED", `SALESFORCE_DEMO_DATA cannot be loaded: ${error.message}`, hint);
  }
}

/** The settings with the demo org's own sign-in. */
function signedInTo({ settings }: DemoOrg, config: Config): Config {
  return {
    ...config,
    authFlow: "refresh-token",
    loginUrl: settings.SALESFORCE_LOGIN_URL,
    clientId: settings.SALESFORCE_CLIENT_ID,
    clientSecret: settings.SALESFORCE_CLIENT_SECRET,
    refreshToken: settings.SALESFORCE_REFRESH_TOKEN,
  };
}

/**
 * What one process shares between calls. Nothing is loaded or started before a call needs it. `log` gets the lines
 * that the log level asks for; they go to stderr unless given.
 */
export function createRuntime(config: Config, log: Log = toStderr): ProcessRuntime {
  const ending = new AbortController();
  // Every call in flight adds a listener, so there may be more than the ten that Node warns about.
  setMaxListeners(0, ending.signal);
  const background = new BackgroundWork(ending.signal, config.timeoutSeconds);
  const closers: (() => Promise<void>)[] = [];
  const secrets = secretsOf(config);
  let connecting: Promise<Connection> | undefined;

  const connect = async () => {
    const org = config.demo ? await startedDemoOrg(config, log) : undefined;
    if (org) closers.push(() => org.close());
    const { connectTo } = await import("./connect.ts");
    const connection = connectTo(org ? signedInTo(org, config) : config, secrets, log);
    closers.unshift(() => connection.close());
    return connection;
  };

  const folder = async () => {
    if (!config.demo || config.filesDir) return config.filesDir;
    const { temporaryFolder } = await import("../../gone-with-process.ts");
    const { path, remove } = temporaryFolder();
    closers.push(async () => remove());
    return path;
  };

  return {
    config,
    connect: () => {
      connecting ??= connect();
      return connecting;
    },
    cursors: new CursorStore(),
    changes: new ChangeJournal(),
    files: lazyFiles(hasFiles(config), folder),
    log,
    secrets,
    background,
    ending: ending.signal,
    tidy: () => tidied(config.filesDir),
    async close() {
      ending.abort();
      // Jobs that are open are aborted over the connection that is closed next.
      await background.idle();
      await connecting?.catch(() => undefined);
      await Promise.allSettled(closers.map((closer) => closer()));
    },
  };
}
