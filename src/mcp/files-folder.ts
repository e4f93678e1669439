/** Whether there is a folder that files may be in; the demo org always has one. */
export function hasFiles({ filesDir, demo }: { filesDir?: string | undefined; demo: boolean }): boolean {
  return filesDir !== undefined || demo;
}

/** Arguments that name a file, of which nothing is said where there is no folder for it. */
const fileArguments = ["saveTo", "file", "backupTo"];

/** Those of these arguments that may be spoken of. */
export function shownArguments(names: readonly string[], config: Parameters<typeof hasFiles>[0]): string[] {
  return names.filter((name) => hasFiles(config) || !fileArguments.includes(name));
}

/** The schema of a tool's arguments without them. */
export function withoutFileArguments<T extends { properties?: object }>(schema: T): T {
  const properties = Object.entries(schema.properties ?? {}).filter(
    ([name]) => !fileArguments.includes(name),
  );
  return { ...schema, properties: Object.fromEntries(properties) };
}
