import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { connect } from "../connect.ts";
import { temporaryFolder } from "../own-folder.ts";

let org: DemoOrg;
const folder = temporaryFolder();

beforeAll(async () => {
  org = await startDemoOrg();
});

afterAll(() => org.close());

const passphrase = "correct horse battery";

function pemOf(key: KeyObject): string {
  const type = key.type === "public" ? "spki" : "pkcs8";
  return String(key.export({ type, format: "pem" }));
}

/** The org's key in another form of PEM. */
function keyAs(type: "pkcs1" | "pkcs8", encrypted = false): string {
  const cipher = encrypted ? { cipher: "aes-256-cbc", passphrase } : {};
  return String(createPrivateKey(org.oauth.privateKey()).export({ type, format: "pem", ...cipher }));
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

async function signInWith(settings: Record<string, string>) {
  const { SALESFORCE_PRIVATE_KEY: _, ...others } = org.jwtSettings();
  const server = await connect({ org, signIn: () => ({ ...others, ...settings }) });
  const result = await server.call("getUserInfo");
  await server.close();
  return result;
}

describe("a private key signs in", () => {
  test.each<[string, () => Promise<Record<string, string>>]>([
    ["from a file", async () => ({ SALESFORCE_PRIVATE_KEY_FILE: await file("a", keyAs("pkcs8")) })],
    [
      "from a file with Windows' line breaks",
      async () => ({ SALESFORCE_PRIVATE_KEY_FILE: await file("b", keyAs("pkcs8").replaceAll("\n", "\r\n")) }),
    ],
    [
      "from a file with a byte order mark",
      async () => ({ SALESFORCE_PRIVATE_KEY_FILE: await file("m", `\uFEFF${keyAs("pkcs8")}`) }),
    ],
    ["in OpenSSL's older form", async () => ({ SALESFORCE_PRIVATE_KEY: keyAs("pkcs1") })],
    [
      "encrypted, from a file",
      async () => ({
        SALESFORCE_PRIVATE_KEY_FILE: await file("c", keyAs("pkcs8", true)),
        SALESFORCE_PRIVATE_KEY_PASSPHRASE: passphrase,
      }),
    ],
    [
      "encrypted in the older form, from a setting with literal line breaks",
      async () => ({
        SALESFORCE_PRIVATE_KEY: keyAs("pkcs1", true).replaceAll("\n", "\\n"),
        SALESFORCE_PRIVATE_KEY_PASSPHRASE: passphrase,
      }),
    ],
  ])("%s", async (_, settings) => {
    const { text, isError } = await signInWith(await settings());
    expect(isError, text).toBe(false);
  });
});

describe("a private key that cannot be used is said with its remedy, and nothing of it", () => {
  const weak = () =>
    String(
      generateKeyPairSync("rsa", { modulusLength: 1_024 }).privateKey.export({
        type: "pkcs8",
        format: "pem",
      }),
    );

  test.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    [
      "a file that is not there",
      async () => ({ SALESFORCE_PRIVATE_KEY_FILE: join(folder, "nowhere.pem") }),
      /^AUTH_FAILED: SALESFORCE_PRIVATE_KEY_FILE cannot be read \(ENOENT\)\.\nHint: Check the path/,
    ],
    [
      "a folder",
      async () => ({ SALESFORCE_PRIVATE_KEY_FILE: folder }),
      /^AUTH_FAILED: SALESFORCE_PRIVATE_KEY_FILE cannot be read \(it is a folder\)/,
    ],
    [
      "a device without an end",
      async () => ({ SALESFORCE_PRIVATE_KEY_FILE: "/dev/zero" }),
      /^AUTH_FAILED: SALESFORCE_PRIVATE_KEY_FILE cannot be read \(it is no plain file\)/,
    ],
    [
      "encrypted, without a passphrase",
      async () => ({ SALESFORCE_PRIVATE_KEY: keyAs("pkcs8", true) }),
      /^AUTH_FAILED: The private key cannot be used.*: it is encrypted\.\nHint: Set SALESFORCE_PRIVATE_KEY_PASSPHRASE/,
    ],
    [
      "encrypted, with another passphrase",
      async () => ({
        SALESFORCE_PRIVATE_KEY: keyAs("pkcs8", true),
        SALESFORCE_PRIVATE_KEY_PASSPHRASE: "wrongphrase",
      }),
      /: its passphrase is another one\.\nHint: Check SALESFORCE_PRIVATE_KEY_PASSPHRASE/,
    ],
    [
      "a weak key",
      async () => ({ SALESFORCE_PRIVATE_KEY: weak() }),
      /^AUTH_FAILED: The private key cannot be used.*\nHint: It must be an RSA key of at least 2048 bits/,
    ],
    [
      "the certificate in its place",
      async () => ({
        SALESFORCE_PRIVATE_KEY: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
      }),
      /^AUTH_FAILED: The private key cannot be used.*: it is a certificate\.\nHint: The app gets the certificate/,
    ],
    [
      "the public key in its place",
      async () => ({
        SALESFORCE_PRIVATE_KEY: pemOf(generateKeyPairSync("rsa", { modulusLength: 2_048 }).publicKey),
      }),
      /: it is a public key\.\nHint: This needs the private key/,
    ],
    [
      "an EC key",
      async () => ({
        SALESFORCE_PRIVATE_KEY: pemOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey),
      }),
      /: it is no RSA key that is long enough\.\nHint: .*Salesforce takes no EC keys/,
    ],
    [
      "an empty file",
      async () => ({ SALESFORCE_PRIVATE_KEY_FILE: await file("empty", "\n") }),
      /: it is empty\.\nHint: Name the file/,
    ],
    [
      "another file",
      async () => ({ SALESFORCE_PRIVATE_KEY_FILE: await file("text", "hello") }),
      /: it is no PEM text\.\nHint: It must be an RSA key/,
    ],
  ])("%s", async (_, settings, expected) => {
    const { text } = await signInWith(await settings());
    expect(text).toMatch(expected);
    expect(text).not.toMatch(/wrongphrase|BEGIN|MII/);
  });

  test("a key and a file of one at once are refused at the start", async () => {
    const settings = { SALESFORCE_PRIVATE_KEY: keyAs("pkcs8"), SALESFORCE_PRIVATE_KEY_FILE: "key.pem" };
    await expect(signInWith(settings)).rejects.toThrow("are both set: keep one");
  });
});
