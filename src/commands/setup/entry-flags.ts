const switches = ["demo", "read-only", "production"] as const;
const valued = ["toolsets", "tools", "profile", "sf-org", "env-file"] as const;

/** The flags of the server, as setup is given them and an entry's arguments hold them. */
export type EntryFlags = {
  [Name in (typeof switches)[number]]?: boolean | undefined;
} & { [Name in (typeof valued)[number]]?: string | undefined };

export const entryFlags: readonly (keyof EntryFlags)[] = [...switches, ...valued];

/** Flags that say who signs in; --env-file may, but says other things too. */
export const signInFlags: readonly (keyof EntryFlags)[] = ["demo", "profile", "sf-org"];

/** The flags as arguments, in a fixed order. */
export function argumentsOf(flags: EntryFlags): string[] {
  return [
    ...switches.flatMap((name) => (flags[name] ? [`--${name}`] : [])),
    ...valued.flatMap((name) => (flags[name] ? [`--${name}`, flags[name]] : [])),
  ];
}

/** The flags among an entry's arguments, and the other arguments behind the program that are not ours to judge. */
export function flagsIn(args: readonly string[]): { flags: EntryFlags; others: string[] } {
  const flags: EntryFlags = {};
  const others: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const [, word = "", value] = /^--([\w-]+)(?:=(.*))?$/s.exec(args[index] ?? "") ?? [];
    const on = switches.find((name) => name === word);
    const named = valued.find((name) => name === word);
    if (on) flags[on] = true;
    else if (named) flags[named] = value ?? args[++index];
    else others.push(args[index] ?? "");
  }
  return { flags, others };
}
