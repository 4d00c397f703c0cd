import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serviceRuntimeFolder } from "service-runtime";
import { expect, onTestFinished, test } from "vitest";

const image = fileURLToPath(new URL("../image", import.meta.url));
const required = {
  FAUCET_MNEMONIC_FILE: "/run/secrets/faucet-mnemonic",
  FAUCET_NOSTR_RELAYS: "ws://relay:8080",
  FAUCET_AGGREGATOR_URL: "http://aggregator-proxy:8080",
  FAUCET_TRUSTBASE_URL: "http://aggregator-proxy:8080/.well-known/trust-base.json",
};

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "faucet-settings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs a script after the runtime has read its settings and those of the image. */
function withSettings(script: string, environment: Record<string, string>) {
  const folder = temporaryFolder();
  const fake = join(folder, "unicity-devnet");
  writeFileSync(fake, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  chmodSync(fake, 0o755);
  const library = join(serviceRuntimeFolder, "lib");
  const text = `set -euo pipefail; source "${library}/errors.sh"; source "${library}/settings.sh"
    source "${library}/validate-text.sh"; ${script}`;
  return spawnSync("bash", ["--norc", "-c", text], {
    encoding: "utf8",
    env: {
      PATH: `${folder}:${image}:${process.env.PATH}`,
      SERVICE_CONFIGURATION: join(image, "service.sh"),
      SERVICE_RUNTIME_STATE: join(folder, "state"),
      ...environment,
    },
  });
}

/** Codes of the problems that are found, before anything starts. */
function problemsOf(environment: Record<string, string>): string[] {
  const { stderr, status } = withSettings("service_validate", environment);
  expect(status, stderr).toBe(0);
  return [...stderr.matchAll(/\[([A-Z_]+)\]/g)].map(([, code]) => String(code));
}

/** The faucet's options. */
function optionsOf(environment: Record<string, string>): string[] {
  const { stdout, stderr, status } = withSettings('exec "$faucet_command"', {
    ...required,
    ...environment,
  });
  expect(status, stderr).toBe(0);
  return stdout.trim().split("\n");
}

function optionOf(options: string[], name: string): string | undefined {
  const at = options.indexOf(`--${name}`);
  return at < 0 ? undefined : options[at + 1];
}

test("with the required variables there is nothing to complain about", () => {
  expect(problemsOf(required)).toEqual([]);
});

test("all that is missing is said at once", () => {
  expect(problemsOf({})).toEqual(["URL_MISSING", "URL_MISSING", "URL_MISSING", "MNEMONIC_MISSING"]);
});

test.each([
  [{ FAUCET_AGENT: "java" }, "AGENT_UNKNOWN"],
  [{ FAUCET_AGENT: "upstream" }, "AGENT_MISSING"],
  [{ FAUCET_NOSTR_RELAYS: "http://relay:8080" }, "URL_INVALID"],
  [{ FAUCET_NOSTR_RELAYS: "ws://one:8080,two:8080" }, "URL_INVALID"],
  [{ FAUCET_AGGREGATOR_URL: "http://one:3000,http://two:3000" }, "URL_INVALID"],
  [{ FAUCET_AGGREGATOR_URL: "http://me:secret@aggregator" }, "URL_INVALID"],
  [{ FAUCET_TRUSTBASE_URL: "/trust-base.json" }, "URL_INVALID"],
  [{ FAUCET_MAX_AMOUNT: "0" }, "NUMBER_INVALID"],
  [{ FAUCET_MAX_AMOUNT_PER_DAY: "1e6" }, "NUMBER_INVALID"],
  [{ FAUCET_REQUESTS_PER_MINUTE: "-1" }, "NUMBER_INVALID"],
  [{ FAUCET_REQUIRE_API_KEY: "yes" }, "BOOLEAN_INVALID"],
  [{ FAUCET_REQUIRE_API_KEY: "true" }, "API_KEY_MISSING"],
])("%j is refused", (wrong, code) => {
  expect(problemsOf({ ...required, ...wrong } as Record<string, string>)).toEqual([code]);
});

test("every variable reaches the faucet, and no default skips a limit", () => {
  const options = optionsOf({});
  expect(options[0]).toBe("faucet");
  expect(optionOf(options, "mnemonic-file")).toBe(required.FAUCET_MNEMONIC_FILE);
  expect(optionOf(options, "relay-url")).toBe(required.FAUCET_NOSTR_RELAYS);
  expect(optionOf(options, "aggregator-url")).toBe(required.FAUCET_AGGREGATOR_URL);
  expect(optionOf(options, "trust-base")).toBe(required.FAUCET_TRUSTBASE_URL);
  expect(optionOf(options, "nametag")).toBe("faucet");
  expect(optionOf(options, "network")).toBe("testnet");
  expect(optionOf(options, "max-amount")).toBe("1000000");
  expect(optionOf(options, "max-amount-per-day")).toBe("10000000");
  expect(optionOf(options, "requests-per-minute")).toBe("120");
  expect(options).not.toContain("--require-api-key");
  expect(options).not.toContain("--public-url");
});

test("several relays are one list, and entries may have spaces between them", () => {
  const relays = { FAUCET_NOSTR_RELAYS: "ws://one:8080, wss://two.example.org ," };
  expect(problemsOf({ ...required, ...relays })).toEqual([]);
  expect(optionOf(optionsOf(relays), "relay-url")).toBe("ws://one:8080,wss://two.example.org");
});

test("only with the upstream agent the faucet is the door of another process", () => {
  expect(optionsOf({})).not.toContain("--upstream-agent");
  expect(optionOf(optionsOf({ FAUCET_AGENT: "upstream" }), "upstream-agent")).toBe(
    "/tmp/faucet-agent/events",
  );
});

test("what is set replaces the default", () => {
  const options = optionsOf({
    SSL_DOMAIN: "faucet-dev.example.org",
    FAUCET_NAMETAG: "",
    FAUCET_NETWORK: "dev",
    FAUCET_MAX_AMOUNT: "5",
    FAUCET_MAX_AMOUNT_PER_DAY: "50",
    FAUCET_REQUESTS_PER_MINUTE: "7",
    FAUCET_API_KEY_FILE: "/run/secrets/api-key",
    FAUCET_REQUIRE_API_KEY: "true",
    FAUCET_AGGREGATOR_API_KEY_FILE: "/run/secrets/aggregator-key",
    FAUCET_MANAGER_PUBKEY: `02${"ab".repeat(32)}`,
  });
  expect(options).toContain("--no-nametag");
  expect(options).toContain("--require-api-key");
  expect(optionOf(options, "public-url")).toBe("https://faucet-dev.example.org");
  expect(optionOf(options, "network")).toBe("dev");
  expect(optionOf(options, "max-amount")).toBe("5");
  expect(optionOf(options, "max-amount-per-day")).toBe("50");
  expect(optionOf(options, "requests-per-minute")).toBe("7");
  expect(optionOf(options, "api-key-file")).toBe("/run/secrets/api-key");
  expect(optionOf(options, "aggregator-api-key-file")).toBe("/run/secrets/aggregator-key");
  expect(optionOf(options, "manager-pubkey")).toBe(`02${"ab".repeat(32)}`);
  expect(optionOf(optionsOf({ FAUCET_PUBLIC_URL: "https://a.example" }), "public-url")).toBe(
    "https://a.example",
  );
});
