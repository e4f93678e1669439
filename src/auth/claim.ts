import { randomBytes } from "node:crypto";
import { readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "../errors.ts";
import { goesWithProcess } from "../gone-with-process.ts";

/** A claim without a sign of life for this long is a dead process's. */
const staleMilliseconds = 15_000;
const signOfLifeMilliseconds = 3_000;
const longestWaitMilliseconds = 45_000;

/** When each claim was first seen with its time, by a clock that nobody sets. */
type Seen = Map<string, { modified: number; since: number }>;

/**
 * Whether a claim gives no sign of life any more: its time is old, or has not moved for long. The second tells of a
 * dead process's claim whose time lies in the future, since the clock was set back.
 */
function isDead(name: string, modified: number, seen: Seen): boolean {
  const now = performance.now();
  const known = seen.get(name);
  if (known?.modified !== modified) seen.set(name, { modified, since: now });
  const still = known?.modified === modified ? now - known.since : 0;
  return (
    Date.now() - modified >= staleMilliseconds ||
    (modified > Date.now() && still > 2 * signOfLifeMilliseconds)
  );
}

/** Whether a living process other than `own` has a claim; what dead ones left is cleared away. */
async function claimedByOthers(folder: string, prefix: string, seen: Seen, own?: string): Promise<boolean> {
  const claims = (await readdir(folder)).filter(
    (name) => name !== own && name.startsWith(prefix) && /^[0-9a-f]{16}$/.test(name.slice(prefix.length)),
  );
  for (const name of claims) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && !isDead(name, found.mtimeMs, seen)) return true;
    await rm(path, { force: true }).catch(() => undefined);
  }
  return false;
}

/** A claim's file, which goes with the process where that ends first, so that the next one is let in at once. */
class Claim {
  readonly path: string;
  readonly #forget: () => void;

  constructor(path: string) {
    this.path = path;
    this.#forget = goesWithProcess(path);
  }

  begin(): Promise<void> {
    return writeFile(this.path, "", { flag: "wx", mode: 0o600 });
  }

  async end(): Promise<void> {
    await rm(this.path, { force: true });
    this.#forget();
  }
}

async function tryToClaim(folder: string, prefix: string, seen: Seen): Promise<Claim | undefined> {
  if (await claimedByOthers(folder, prefix, seen)) return undefined;
  const own = prefix + randomBytes(8).toString("hex");
  const claim = new Claim(join(folder, own));
  try {
    await claim.begin();
    if (!(await claimedByOthers(folder, prefix, seen, own))) return claim;
  } catch (error) {
    await claim.end().catch(() => undefined);
    throw error;
  }
  await claim.end();
  return undefined;
}

/**
 * Runs `work` while no other process runs work under this name. Each claimant makes a file of its own and
 * looks only then: of two, at least one sees the other and steps back. No claim ever has another's name, so
 * that clearing away a dead one cannot take a living one's. Throws what the folder throws when it cannot be
 * written, and AUTH_FAILED when others hold it for 45 seconds.
 */
export async function withClaim<T>(folder: string, name: string, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + longestWaitMilliseconds;
  const seen: Seen = new Map();
  let claim = await tryToClaim(folder, `claim.${name}.`, seen);
  while (claim === undefined) {
    if (Date.now() > until)
      throw new ToolError(
        "AUTH_FAILED",
        "Another process has been using the stored sign-in for too long.",
        "End other servers of this profile, then try again.",
      );
    await sleep(10 + Math.random() * 30);
    claim = await tryToClaim(folder, `claim.${name}.`, seen);
  }
  const own = claim;
  const sign = () => void utimes(own.path, new Date(), new Date()).catch(() => undefined);
  const alive = setInterval(sign, signOfLifeMilliseconds);
  try {
    return await work();
  } finally {
    clearInterval(alive);
    await own.end();
  }
}
