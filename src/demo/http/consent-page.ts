export interface OAuthAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  html?: string;
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

function page(status: number, title: string, content: string): OAuthAnswer {
  return {
    status,
    html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><body><h1>${title}</h1><p>${content}</p></body></html>`,
  };
}

/** Asks the person; what the app asked for travels along in the form. */
export function consentPage(username: string, asked: URLSearchParams): OAuthAnswer {
  const hidden = [...asked]
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
    .join("");
  const form = `<form method="post" action="/services/oauth2/authorize">${hidden}<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form>`;
  return page(
    200,
    "Allow access?",
    `<b>salesforce-rest-mcp</b> asks to access the data of ${username} and to do so at any time (api, refresh_token).${form}`,
  );
}

/** As Salesforce shows what it cannot send back to the app. */
export function errorPage(error: string, description: string): OAuthAnswer {
  const said = `error=${error}&amp;error_description=${encodeURIComponent(description)}`;
  return page(400, "Authorization Error", said);
}

/** What an app may not ask of the consent page. */
export function unsupported(query: URLSearchParams): Record<string, string> | undefined {
  if (query.get("response_type") !== "code")
    return { error: "unsupported_response_type", error_description: "response type not supported" };
  const method = query.get("code_challenge_method");
  if (query.get("code_challenge") === null || method === "S256") return undefined;
  return { error: "invalid_request", error_description: "code_challenge_method must be S256" };
}

/** The browser goes back to the app; the address is known to be one of its own. */
export function backTo(asked: URLSearchParams, answer: Record<string, string>): OAuthAnswer {
  const target = new URL(asked.get("redirect_uri") ?? "");
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  const state = asked.get("state");
  if (state !== null) target.searchParams.set("state", state);
  return { status: 302, headers: { location: target.href } };
}
