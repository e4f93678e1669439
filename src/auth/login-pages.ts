/** What the browser shows when it comes back. */
export interface Page {
  status: number;
  title: string;
  text: string;
}

export const headersOfPages = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  connection: "close",
};

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

export function htmlOf({ title, text }: Page): string {
  const style =
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)} · salesforce-rest-mcp</title><style>${style}</style></head><body><h1>${escaped(title)}</h1><p>${escaped(text)}</p></body></html>`;
}

export const signedInPage: Page = {
  status: 200,
  title: "You are signed in",
  text: "salesforce-rest-mcp has what it needs. You can close this window and go back to the terminal.",
};

/** A failure in the very sign-in that the terminal waits for. */
export function failedPage(message: string, hint: string | undefined): Page {
  return { status: 400, title: "The sign-in failed", text: `${message}${hint ? ` ${hint}` : ""}` };
}

export const foreignPage: Page = {
  status: 400,
  title: "This belongs to another sign-in",
  text: "The address does not carry the mark of the sign-in that salesforce-rest-mcp is waiting for, so it was ignored. Open the address that the terminal shows.",
};

export const usedPage: Page = {
  status: 400,
  title: "This was used already",
  text: "The sign-in has come back once before. Look into the terminal for how it ended.",
};

export const elsewherePage: Page = {
  status: 404,
  title: "Nothing is here",
  text: "salesforce-rest-mcp waits for a sign-in at another address.",
};
