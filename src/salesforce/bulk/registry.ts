import { sameId } from "../records/identity.ts";
import type { Salesforce } from "../rest/client.ts";
import type { Export } from "./export.ts";
import { JobMemory } from "./job-memory.ts";
import type { Load, Piece } from "./load.ts";

/** What this process knows of a job that it made. */
export type OwnWork = { load: Load; piece: Piece } | { exported: Export };

/** The statements of query jobs, which Salesforce does not tell; each has up to 100,000 characters. */
const statements = new JobMemory<string>(200);

/** Keeps what a query job of this process reads. */
export function rememberStatement(salesforce: Salesforce, id: string, soql: string): void {
  statements.set(salesforce, id, soql);
}

/** The statement of a query job that this process began. */
export function statementOf(salesforce: Salesforce, id: string): string | undefined {
  return statements.get(salesforce, id);
}

/** The oldest that have ended are forgotten past this; a load may hold 5 MB that came with its call. */
const mostWorks = 20;

const works = new WeakMap<object, (Load | Export)[]>();

/** Keeps a load or an export, so that its jobs can be asked about when the call is over. */
export function remember(salesforce: Salesforce, work: Load | Export): void {
  const known = works.get(salesforce.connection) ?? [];
  const ended = known.filter(({ finished }) => finished).slice(-mostWorks);
  works.set(salesforce.connection, [...ended, ...known.filter(({ finished }) => !finished), work]);
}

/** The work that a job belongs to, when this process began it. */
export function ownWork(salesforce: Salesforce, id: string): OwnWork | undefined {
  for (const work of works.get(salesforce.connection) ?? []) {
    if (!("pieces" in work)) {
      if (sameId(work.job.id, id)) return { exported: work };
      continue;
    }
    const piece = work.pieces.find(({ job }) => job !== undefined && sameId(job.id, id));
    if (piece) return { load: work, piece };
  }
  return undefined;
}
