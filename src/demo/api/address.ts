/**
 * What a request line or a subrequest asks for, as an address. A slash that is doubled counts once: the Salesforce
 * CLI sends `//services/data`, which would otherwise name a host.
 */
export function addressOf(target: string): URL {
  const [path = "", ...query] = target.split("?");
  return new URL([path.replaceAll(/\/{2,}/g, "/"), ...query].join("?"), "http://demo");
}
