/** The company's proxy, from HTTPS_PROXY, HTTP_PROXY and NO_PROXY in either case. */
export interface ProxySettings {
  httpsProxy?: string;
  httpProxy?: string;
  noProxy?: string;
}

/** `proxy.example.com:8080` is what curl takes too; a problem never quotes it, since it may hold a password. */
function proxyUrl(name: string, text: string | undefined, problems: string[]): string | undefined {
  if (!text) return undefined;
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol)) return url;
  problems.push(
    `${name} is a text that is not shown here, but it takes a URL like http://proxy.example.com:8080.`,
  );
  return undefined;
}

/** Undefined when there is none. Adds to `problems` what is no URL. */
export function proxyOf(
  env: Record<string, string | undefined>,
  problems: string[],
): ProxySettings | undefined {
  const httpsProxy = proxyUrl("HTTPS_PROXY", env["HTTPS_PROXY"] || env["https_proxy"], problems);
  const httpProxy = proxyUrl("HTTP_PROXY", env["HTTP_PROXY"] || env["http_proxy"], problems);
  const noProxy = env["NO_PROXY"] || env["no_proxy"];
  if (!httpsProxy && !httpProxy) return undefined;
  return { ...(httpsProxy && { httpsProxy }), ...(httpProxy && { httpProxy }), ...(noProxy && { noProxy }) };
}
