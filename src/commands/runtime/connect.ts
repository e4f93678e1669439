import { noticing, type Secrets } from "../../auth/secrets.ts";
import { type FormPost, OAuthSession, type SignInStore } from "../../auth/session.ts";
import type { Config } from "../../config/config.ts";
import { Connection } from "../../salesforce/rest/connection.ts";
import type { RequestLog } from "../../salesforce/rest/request-log.ts";
import { formPost } from "../../salesforce/rest/sign-in-requests.ts";
import { Transport } from "../../salesforce/rest/transport.ts";
import { type Log, requestLogOf, warnTo } from "./log.ts";
import { signInsOf } from "./sign-ins.ts";

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

/** The demo org's tokens are worthless after it ends, so none are stored. */
const nothingStored: SignInStore = {
  load: async () => undefined,
  save: async () => undefined,
  exclusive: (_, work) => work(),
};

/** The connection to the org that the settings name. Nothing is sent before the first request. */
export function connectTo(config: Config, secrets: Secrets, log: Log): Connection {
  const store = config.demo ? nothingStored : signInsOf(config, log);
  const transport = new Transport(config);
  const requestLog = requestLogOf(config, log);
  const post = logged(noticing(formPost(transport), secrets), requestLog);
  const cli = async (org: string) => {
    const { sfCliGrant } = await import("../../auth/sf-cli.ts");
    const grant = await sfCliGrant(org);
    secrets.add(grant.accessToken);
    requestLog.info?.(`Sign-in by the Salesforce CLI for ${org}.`);
    return grant;
  };
  const session = new OAuthSession(config, post, store, cli, warnTo(config, log));
  return new Connection(config, session, transport, requestLog);
}
