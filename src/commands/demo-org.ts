import { type DemoOrg, startDemoOrg } from "../demo/org.ts";

const flows = {
  "refresh-token": ({ settings }: DemoOrg) => settings,
  "jwt-bearer": (org: DemoOrg) => org.jwtSettings(),
  "client-credentials": (org: DemoOrg) => org.clientCredentialsSettings(),
  "access-token": (org: DemoOrg) => org.accessTokenSettings(),
} as const;

function isFlow(word: string): word is keyof typeof flows {
  return Object.hasOwn(flows, word);
}

/** Runs only the demo org's HTTP API, until a signal comes. Resolves to the exit code. */
export async function demoOrg(options: {
  port: string | undefined;
  flow: string | undefined;
}): Promise<number> {
  const { flow = "refresh-token" } = options;
  if (!isFlow(flow)) {
    process.stderr.write(`--flow takes one of ${Object.keys(flows).join(", ")}.\n`);
    return 2;
  }
  const port = Number(options.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    process.stderr.write("--port takes a number from 0 to 65535.\n");
    return 2;
  }
  const org = await startDemoOrg({ port }).catch((error: unknown) => {
    if (error instanceof Error && "code" in error) return error;
    throw error;
  });
  if (org instanceof Error) {
    process.stderr.write(`The demo org cannot listen on port ${port}: ${org.message}\n`);
    return 1;
  }
  const printed = { ...flows[flow](org), SALESFORCE_DEMO_CONTROL_KEY: org.controlKey };
  process.stdout.write(`${JSON.stringify(printed)}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await org.close();
  return 0;
}
