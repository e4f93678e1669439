import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { type DemoOrg, LoadError, startDemoOrg } from "../demo/org.ts";
import { onInterrupt } from "./interrupts.ts";
import { stderr } from "./runtime/stderr.ts";

const flows = {
  "refresh-token": ({ settings }: DemoOrg) => settings,
  "jwt-bearer": (org: DemoOrg) => org.jwtSettings(),
  "client-credentials": (org: DemoOrg) => org.clientCredentialsSettings(),
  "access-token": (org: DemoOrg) => org.accessTokenSettings(),
} as const;

function isFlow(word: string): word is keyof typeof flows {
  return Object.hasOwn(flows, word);
}

/** The reader's certificate, or what is wrong with the file, as a sentence. */
async function certificateIn(file: string): Promise<X509Certificate | string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => String(error.code));
  if (typeof bytes === "string") return `--certificate names no file that can be read (${bytes}).`;
  if (bytes.includes("PRIVATE KEY"))
    return "--certificate takes the certificate, and this is a private key: name the other file that openssl made.";
  try {
    const certificate = new X509Certificate(bytes);
    if (certificate.publicKey.asymmetricKeyType !== "rsa")
      return "--certificate takes one with an RSA key, which is what Salesforce takes: openssl req -x509 -newkey rsa:2048 makes it.";
    if (Date.parse(certificate.validTo) <= Date.now())
      return `--certificate names one that ended on ${certificate.validTo}: make a new one.`;
    return certificate;
  } catch {
    return "--certificate takes an X.509 certificate (a file that begins with -----BEGIN CERTIFICATE-----).";
  }
}

/** The settings to print; the key to the reader's own certificate stays with the reader. */
function settingsOf(org: DemoOrg, flow: keyof typeof flows, certificate: X509Certificate | undefined) {
  if (certificate === undefined) return flows[flow](org);
  const { SALESFORCE_PRIVATE_KEY: _, ...settings } = org.jwtSettings();
  org.oauth.trust(certificate);
  return settings;
}

interface DemoOrgFlags {
  port: string | undefined;
  flow: string | undefined;
  /** A file with the certificate that the JWT bearer flow is to trust. */
  certificate: string | undefined;
  /** Folders in place of the built-in company. */
  load: readonly string[] | undefined;
}

interface Wanted {
  port: number;
  flow: keyof typeof flows;
  certificate: X509Certificate | undefined;
}

/** What the flags ask for, or what is wrong with them, as a sentence. */
async function wantedBy({
  port: text = "0",
  flow,
  certificate: file,
}: DemoOrgFlags): Promise<Wanted | string> {
  const wanted = flow ?? (file === undefined ? "refresh-token" : "jwt-bearer");
  if (!isFlow(wanted)) return `--flow takes one of ${Object.keys(flows).join(", ")}.`;
  if (file !== undefined && wanted !== "jwt-bearer")
    return `--certificate is for the flow jwt-bearer: leave --flow ${wanted} out.`;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return "--port takes a number from 0 to 65535.";
  const certificate = file === undefined ? undefined : await certificateIn(file);
  return typeof certificate === "string" ? certificate : { port, flow: wanted, certificate };
}

/** Runs only the demo org's HTTP API, until a signal comes. Resolves to the exit code. */
export async function demoOrg(flags: DemoOrgFlags): Promise<number> {
  const wanted = await wantedBy(flags);
  if (typeof wanted === "string") {
    stderr().write(`${wanted}\n`);
    return 2;
  }
  const { port, flow, certificate } = wanted;
  const org = await startDemoOrg({ port, ...(flags.load && { load: flags.load }) }).catch(
    (error: unknown) => {
      if (error instanceof LoadError) return `Nothing was loaded: ${error.message}`;
      if (error instanceof Error && "code" in error)
        return `The demo org cannot listen on port ${port}: ${error.message}`;
      throw error;
    },
  );
  // Requests leave little behind, so that the room for what is new need not grow with their number: 25 MB less.
  setFlagsFromString("--semi-space-growth-factor=1");
  if (typeof org === "string") {
    stderr().write(`${org}\n`);
    return 1;
  }
  for (const note of org.notes) stderr().write(`${note}\n`);
  const printed = { ...settingsOf(org, flow, certificate), SALESFORCE_DEMO_CONTROL_KEY: org.controlKey };
  process.stdout.write(`${JSON.stringify(printed)}\n`);
  await new Promise<void>((resolve) => onInterrupt(resolve));
  await org.close();
  return 0;
}
