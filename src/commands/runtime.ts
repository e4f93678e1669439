import { setMaxListeners } from "node:events";
import { noticing, Secrets } from "../auth/secrets.ts";
import type { FormPost, SignInStore } from "../auth/session.ts";
import type { SignIns } from "../auth/store.ts";
import { ChangeJournal } from "../changes/journal.ts";
import type { Config } from "../config/config.ts";
import type { DemoOrg } from "../demo/org.ts";
import { ToolError } from "../errors.ts";
import type { FilesFolder } from "../files/folder.ts";
import type { Runtime } from "../mcp/call.ts";
import { hasFiles } from "../mcp/files-folder.ts";
import type { Connection } from "../salesforce/rest/connection.ts";
import type { RequestLog } from "../salesforce/rest/request-log.ts";
import { CursorStore } from "../tool/cursors.ts";
import { BackgroundWork } from "../waiting/background.ts";

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
  const { removeLeavings } = await import("../files/whole-file.ts");
  await removeLeavings(folder);
}

/** The files folder, whose code is loaded when the first call uses it. */
function lazyFiles(given: boolean, folder: () => Promise<string | undefined>): FilesFolder {
  let loading: Promise<FilesFolder> | undefined;
  const load = () => {
    loading ??= Promise.all([import("../files/disk-folder.ts"), folder()]).then(
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

type Log = Runtime["log"];

function toStderr(line: string): void {
  // Lines of JSON are for log collectors.
  process.stderr.write(line.startsWith("{") ? `${line}\n` : `salesforce-rest-mcp: ${line}\n`);
}

function warnTo(config: Config, log: Log): Log {
  return config.logLevel === "error" ? () => undefined : log;
}

/** The lines about requests that the log level asks for. */
function requestLogOf({ logLevel }: Config, log: Log): RequestLog {
  if (logLevel === "debug") return { info: log, debug: log };
  return logLevel === "info" ? { info: log } : {};
}

/** `post` with a log line about every sign-in. */
function logged(post: FormPost, { info }: RequestLog): FormPost {
  if (!info) return post;
  return async (url, form) => {
    const started = Date.now();
    const where = `${form["grant_type"] ?? "a form"} at ${new URL(url).host}`;
    try {
      const answer = await post(url, form);
      info(`Sign-in by ${where}: HTTP ${answer.status} after ${Date.now() - started} ms.`);
      return answer;
    } catch (error) {
      info(`Sign-in by ${where} failed after ${Date.now() - started} ms.`);
      throw error;
    }
  };
}

/** Where this user's sign-ins are stored. */
export async function signInsOf(config: Config, log: Log = toStderr): Promise<SignIns> {
  const [{ SignIns }, { systemKeychain }] = await Promise.all([
    import("../auth/store.ts"),
    import("../auth/keychain.ts"),
  ]);
  const warn = warnTo(config, log);
  return new SignIns(config.configFolder, config.keychain ? { keychain: systemKeychain, warn } : { warn });
}

/** The demo org's tokens are worthless after it ends, so none are stored. */
const nothingStored: SignInStore = {
  load: async () => undefined,
  save: async () => undefined,
  exclusive: (_, work) => work(),
};

async function connectTo(config: Config, secrets: Secrets, log: Log): Promise<Connection> {
  const [{ Connection }, { Transport }, { OAuthSession }, { formPost }, store] = await Promise.all([
    import("../salesforce/rest/connection.ts"),
    import("../salesforce/rest/transport.ts"),
    import("../auth/session.ts"),
    import("../salesforce/rest/sign-in-requests.ts"),
    config.demo ? nothingStored : signInsOf(config, log),
  ]);
  const transport = new Transport(config);
  const requestLog = requestLogOf(config, log);
  const post = logged(noticing(formPost(transport), secrets), requestLog);
  const cli = async (org: string) => {
    const { sfCliGrant } = await import("../auth/sf-cli.ts");
    const grant = await sfCliGrant(org);
    secrets.add(grant.accessToken);
    requestLog.info?.(`Sign-in by the Salesforce CLI for ${org}.`);
    return grant;
  };
  const session = new OAuthSession(config, post, store, warnTo(config, log), cli);
  return new Connection(config, session, transport, requestLog);
}

/** The settings that are secret, and what the sign-in adds to them. */
function secretsOf({ clientSecret, refreshToken, accessToken, privateKey, privateKeyPassphrase }: Config) {
  return new Secrets([clientSecret, refreshToken, accessToken, privateKey, privateKeyPassphrase]);
}

/** The demo org, with the data of a folder where one is named; what is to be said of that goes to the log. */
async function startedDemoOrg(config: Config, log: Log): Promise<DemoOrg> {
  const { LoadError, startDemoOrg } = await import("../demo/org.ts");
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
    const connection = await connectTo(org ? signedInTo(org, config) : config, secrets, log);
    closers.unshift(() => connection.close());
    return connection;
  };

  const folder = async () => {
    if (!config.demo || config.filesDir) return config.filesDir;
    const { temporaryFolder } = await import("../gone-with-process.ts");
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
