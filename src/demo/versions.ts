import type { Route } from "./handler.ts";

export const oldestVersion = 31;
export const newestVersion = 68;

const seasons = ["Summer", "Winter", "Spring"] as const;

/** v31 was Summer ’14; three releases a year since, winter releases named for the next year. */
function label(version: number): string {
  const steps = version - oldestVersion;
  const season = seasons[steps % 3];
  const year = 14 + Math.floor(steps / 3) + (season === "Summer" ? 0 : 1);
  return `${season} ’${year}`;
}

/** `GET /services/data/`, ascending. */
export function versionList(): object[] {
  return Array.from({ length: newestVersion - oldestVersion + 1 }, (_, index) => {
    const version = oldestVersion + index;
    return { label: label(version), url: `/services/data/v${version}.0`, version: `${version}.0` };
  });
}

const resources = [
  "tooling",
  "search",
  "sobjects",
  "query",
  "queryAll",
  "recent",
  "limits",
  "composite",
  "parameterizedSearch",
  "analytics",
  "jobs",
];

export const routes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/",
    handler: ({ version, userId }, org) => {
      const entries = resources.map((name) => [name, `/services/data/v${version}.0/${name}`]);
      const identity = `${org.instanceUrl}/id/${org.organizationId}/${userId}`;
      return { status: 200, body: { ...Object.fromEntries(entries), identity } };
    },
  },
];
