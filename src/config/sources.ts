import { type ConfigSources, settingNames, variableOf } from "./config.ts";

/** A variable that is set, and by what. */
export interface SettingSource {
  variable: string;
  from: "command line" | "environment" | ".env";
  /** Whether it is a setting of ours, and not a misspelt or another program's. */
  known: boolean;
}

/** Which variables named like ours are set; never their values. */
export function settingSources({ flags, env, dotenv }: ConfigSources): SettingSource[] {
  const variables: readonly string[] = settingNames.map(variableOf);
  const given = { "command line": flags, environment: env, ".env": dotenv } as const;
  const found = new Map<string, SettingSource>();
  for (const from of ["command line", "environment", ".env"] as const)
    for (const [variable, text] of Object.entries(given[from]))
      if (variable.startsWith("SALESFORCE_") && text && !found.has(variable))
        found.set(variable, { variable, from, known: variables.includes(variable) });
  return [...found.values()].sort((a, b) => a.variable.localeCompare(b.variable));
}
