import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { serviceRuntimeFolder } from "service-runtime";
import { parse } from "smol-toml";
import { expect, onTestFinished, test } from "vitest";

const image = fileURLToPath(new URL("../image", import.meta.url));

/** Runs a script after the runtime has read its settings and those of the image. */
function withSettings(
  script: string,
  environment: Record<string, string>,
): { stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), "relay-settings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const library = join(serviceRuntimeFolder, "lib");
  const text = `set -euo pipefail; source "${library}/errors.sh"; source "${library}/settings.sh"
    source "${library}/validate-text.sh"; ${script}`;
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", text], {
    encoding: "utf8",
    env: {
      PATH: `${image}:${process.env.PATH}`,
      SERVICE_CONFIGURATION: join(image, "service.sh"),
      SERVICE_RUNTIME_STATE: join(folder, "state"),
      ...environment,
    },
  });
  expect(status, stderr).toBe(0);
  return { stdout, stderr };
}

/** Codes of the problems that are found, before anything starts. */
function problemsOf(environment: Record<string, string>): string[] {
  const { stderr } = withSettings("service_validate", environment);
  return [...stderr.matchAll(/\[([A-Z_]+)\]/g)].map(([, code]) => String(code));
}

/** The relay's configuration, read as TOML. */
const configurationOf = (environment: Record<string, string>) =>
  parse(withSettings("relay-config", environment).stdout);

test("nothing is required, and the defaults keep one client from hurting the others", () => {
  expect(problemsOf({})).toEqual([]);
  expect(configurationOf({})).toEqual({
    info: { name: "Unicity relay" },
    database: { engine: "sqlite", min_conn: 1, max_conn: 4 },
    network: { address: "0.0.0.0", port: 8080, ping_interval_seconds: 20 },
    limits: {
      messages_per_sec: 100,
      subscriptions_per_min: 600,
      max_event_bytes: 131_072,
      max_ws_message_bytes: 196_608,
      max_ws_frame_bytes: 196_608,
    },
    options: { reject_future_seconds: 174_600 },
  });
});

test("direct messages pass: nostr-js-sdk 0.4.1 dates gift wraps up to two days ahead", () => {
  const { reject_future_seconds: ahead } = configurationOf({}).options as { reject_future_seconds: number };
  expect(ahead).toBeGreaterThan(2 * 86_400);
});

test("behind the door it announces its domain, and reads the client's address from the door", () => {
  const { info, network } = configurationOf({ SSL_DOMAIN: "relay-dev.example.org" });
  expect(info).toMatchObject({ relay_url: "wss://relay-dev.example.org/" });
  expect(network).toMatchObject({ remote_ip_header: "x-forwarded-for" });
});

test("no variable can make a list of kinds: an empty one would allow nothing", () => {
  const { stdout } = withSettings("relay-config", { RELAY_EVENT_KIND_ALLOWLIST: "1" });
  expect(stdout).not.toMatch(/allowlist|blacklist|whitelist/);
});

test("what is set replaces the default", () => {
  const environment = {
    RELAY_URL: "wss://a.example/",
    RELAY_PUBKEY: "ab".repeat(32),
    RELAY_CONTACT: "mailto:ops@example.org",
    RELAY_ICON: "https://a.example/icon.png",
    RELAY_DESCRIPTION: "For tests",
    RELAY_MESSAGES_PER_SECOND: "0",
    RELAY_SUBSCRIPTIONS_PER_MINUTE: "7",
    RELAY_MAX_EVENT_BYTES: "2048",
    RELAY_MAX_MESSAGE_BYTES: "4096",
    RELAY_PING_SECONDS: "5",
    RELAY_MAX_FUTURE_SECONDS: "0",
  };
  expect(problemsOf(environment)).toEqual([]);
  const configuration = configurationOf(environment);
  expect(configuration.info).toEqual({
    relay_url: "wss://a.example/",
    name: "Unicity relay",
    description: "For tests",
    pubkey: "ab".repeat(32),
    contact: "mailto:ops@example.org",
    relay_icon: "https://a.example/icon.png",
  });
  expect(configuration.limits).toEqual({
    messages_per_sec: 0,
    subscriptions_per_min: 7,
    max_event_bytes: 2048,
    max_ws_message_bytes: 4096,
    max_ws_frame_bytes: 4096,
  });
  expect(configuration.network).toMatchObject({ ping_interval_seconds: 5 });
  expect(configuration).not.toHaveProperty("options");
});

test("every text that is accepted arrives as it was, and the others are refused", () => {
  const word = fc.string({ unit: "grapheme", maxLength: 30 });
  const dangerous = fc.constantFrom(
    '"',
    "\\",
    '"""',
    "\n[limits]",
    "\t",
    "\u007f",
    "$(id)",
    "`id`",
    "'",
    "#",
  );
  const text = fc
    .array(fc.oneof(word, dangerous), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(
      text.filter((name) => name !== "" && !name.includes("\0")),
      (name) => {
        if (problemsOf({ RELAY_NAME: name }).length > 0) expect(name).toMatch(/\p{Cc}|.{80}|[^ -~]/u);
        else expect(configurationOf({ RELAY_NAME: name }).info).toEqual({ name });
      },
    ),
    { numRuns: 25 },
  );
});

test.each([
  [{ RELAY_NAME: "two\nlines" }, "TEXT_INVALID"],
  [{ RELAY_NAME: "x".repeat(101) }, "TEXT_INVALID"],
  [{ RELAY_URL: "https://a.example" }, "FORM_INVALID"],
  [{ RELAY_URL: "wss://me:secret@a.example/" }, "FORM_INVALID"],
  [{ RELAY_PUBKEY: "npub1abc" }, "FORM_INVALID"],
  [{ RELAY_ICON: "icon.png" }, "FORM_INVALID"],
  [{ RELAY_MESSAGES_PER_SECOND: "-1" }, "NUMBER_INVALID"],
  [{ RELAY_SUBSCRIPTIONS_PER_MINUTE: "many" }, "NUMBER_INVALID"],
  [{ RELAY_MAX_CONNECTIONS: "0" }, "NUMBER_INVALID"],
  [{ RELAY_PING_SECONDS: "30" }, "NUMBER_INVALID"],
  [{ RELAY_PING_SECONDS: "0" }, "NUMBER_INVALID"],
  [{ RELAY_MAX_EVENT_BYTES: "1e6" }, "NUMBER_INVALID"],
  [{ RELAY_MAX_EVENT_BYTES: "200000" }, "SIZE_CONTRADICTION"],
])("%j is refused", (wrong, code) => {
  expect(problemsOf(wrong as Record<string, string>)).toEqual([code]);
});
