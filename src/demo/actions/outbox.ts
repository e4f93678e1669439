import type { Org } from "../handler.ts";

export interface Mail {
  to: readonly string[];
  subject: string;
  body: string;
}

/** Puts a mail into the box that stands in for the post; it lies there only when what sends it is kept. */
export function send(org: Org, userId: string, mail: Mail): void {
  org.store.run('INSERT INTO "out box" (sender, mail) VALUES (?, ?)', [userId, JSON.stringify(mail)]);
  org.count("mail");
}

/** What was mailed so far, oldest first. */
export function outbox(org: Org): Mail[] {
  // Written by `send`.
  return org.store
    .all('SELECT mail FROM "out box" ORDER BY rowid')
    .map(({ mail }) => JSON.parse(String(mail)) as Mail);
}
