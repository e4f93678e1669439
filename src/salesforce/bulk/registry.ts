import { onePer } from "../../one-per.ts";
import type { Salesforce } from "../rest/client.ts";
import type { Export } from "./export.ts";
import type { Load, Piece } from "./load.ts";

/** What this process knows of a job that it made. */
export type OwnWork = { load: Load; piece: Piece } | { exported: Export };

/** Ids have 15 letters and digits, or 18 of which the last three only repeat their case. */
const idCharacters = 15;

/** Statements have up to 100,000 characters; the oldest are forgotten past so many jobs. */
const mostStatements = 200;

/** By connection: the statements of query jobs by their ids, oldest first. */
const statementsOf = onePer((_: object) => new Map<string, string>());

/** Keeps what a query job of this process reads, since Salesforce does not tell. */
export function rememberStatement(salesforce: Salesforce, id: string, soql: string): void {
  const statements = statementsOf(salesforce.connection);
  statements.set(id.slice(0, idCharacters), soql);
  const [oldest] = statements.keys();
  if (statements.size > mostStatements && oldest !== undefined) statements.delete(oldest);
}

/** The statement of a query job that this process began. */
export function statementOf(salesforce: Salesforce, id: string): string | undefined {
  return statementsOf(salesforce.connection).get(id.slice(0, idCharacters));
}

/** The oldest that have ended are forgotten past this; a load may hold 5 MB that came with its call. */
const mostWorks = 20;

const works = new WeakMap<object, (Load | Export)[]>();

function same(a: string, b: string): boolean {
  return a.slice(0, idCharacters) === b.slice(0, idCharacters);
}

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
      if (same(work.job.id, id)) return { exported: work };
      continue;
    }
    const piece = work.pieces.find(({ job }) => job !== undefined && same(job.id, id));
    if (piece) return { load: work, piece };
  }
  return undefined;
}
