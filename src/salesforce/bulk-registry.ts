import type { Export } from "./bulk-export.ts";
import type { Load, Piece } from "./bulk-load.ts";
import type { Salesforce } from "./client.ts";

/** What this process knows of a job that it made. */
export type OwnWork = { load: Load; piece: Piece } | { exported: Export };

/** The oldest are forgotten past this; a load may hold 5 MB that came with its call. */
const mostWorks = 20;

const works = new WeakMap<object, (Load | Export)[]>();

/** Ids have 15 or 18 letters and digits. */
function same(a: string, b: string): boolean {
  return a.slice(0, 15) === b.slice(0, 15);
}

/** Keeps a load or an export, so that its jobs can be asked about when the call is over. */
export function remember(salesforce: Salesforce, work: Load | Export): void {
  const known = works.get(salesforce.connection) ?? [];
  works.set(salesforce.connection, [...known, work].slice(-mostWorks));
}

/** The work that a job belongs to, when this process began it. */
export function ownWork(salesforce: Salesforce, id: string): OwnWork | undefined {
  for (const work of works.get(salesforce.connection) ?? []) {
    if (!("pieces" in work)) {
      if (same(work.job.id, id)) return { exported: work };
      continue;
    }
    const piece = work.pieces.find(({ job }) => job !== undefined && same(job.id, id));
    if (piece) return { load: work, piece };
  }
  return undefined;
}
