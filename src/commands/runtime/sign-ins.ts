import { systemKeychain } from "../../auth/keychain.ts";
import { SignIns } from "../../auth/store.ts";
import type { Config } from "../../config/config.ts";
import { type Log, toStderr, warnTo } from "./log.ts";

/** Where this user's sign-ins are stored. */
export function signInsOf(config: Config, log: Log = toStderr): SignIns {
  const warn = warnTo(config, log);
  return new SignIns(config.configFolder, config.keychain ? { keychain: systemKeychain, warn } : { warn });
}
