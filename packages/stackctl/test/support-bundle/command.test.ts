import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesBelow, findCanaries } from "../../../service-runtime/test/run/support/canaries.ts";
import { statusDocument } from "../../src/output/schemas.ts";
import { supportBundleDocument } from "../../src/support-bundle/document.ts";
import { stateHomeForTest, upForTest } from "../support/instance.ts";
import { runCli, runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ALONE = { DOCKER_HOST: "unix:///nowhere/docker.sock", PROJECT_NAME: "" };

test("a bundle of a running instance helps, and holds none of its secrets", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const root = join(home, "default");
  const keys = JSON.parse(readFileSync(join(root, "aggregator/keys.json"), "utf8"));
  const canaries = {
    "faucet's mnemonic": readFileSync(join(root, "secrets/faucet-mnemonic"), "utf8").trim(),
    "key of the chain": String(keys.sigKey.privateKey).replace(/^0x/, ""),
    "key of all instances": "AGE-SECRET-KEY-CANARY-17",
    "variable of this command": "variable-canary-81",
    "password in an address": "address-canary-82",
  };
  writeFileSync(join(home, "backup-key"), `${canaries["key of all instances"]}\n`, { mode: 0o600 });
  const lines = Object.values(canaries).flatMap((secret) => [
    `it is ${secret}`,
    Buffer.from(`user:${secret}`).toString("base64"),
    Buffer.from(secret).toString("hex"),
  ]);
  appendFileSync(join(root, "logs/relay.log"), `a line that helps\n${lines.join("\n")}\n`);
  const folder = join(temporaryFolder(), "bundle");
  const env = {
    ...ALONE,
    SOME_API_KEY: canaries["variable of this command"],
    DATABASE_URL: `postgres://me:${canaries["password in an address"]}@db/x`,
  };
  const { document, exitCode } = await runJson(home, ["support-bundle", folder], env);
  const { files, missing } = supportBundleDocument.parse(document);
  expect({ exitCode, missing }).toEqual({ exitCode: 0, missing: [] });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(findCanaries(folder, canaries)).toEqual([]);
  const found = filesBelow(folder);
  expect([...found.keys()].sort()).toEqual(files.map(({ name }) => name).sort());
  expect(String(found.get("logs/relay.log"))).toContain("a line that helps\nit is <redacted:");
  expect(statusDocument.parse(JSON.parse(String(found.get("status.json"))))).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(String(found.get("doctor.json"))).schema).toBe("unicity-stack/doctor@1");
  expect(JSON.parse(String(found.get("instance.json"))).services.relay.port).toBeGreaterThan(0);
  expect(String(found.get("README.txt"))).toContain("What was left out");
});

test("a bundle is made of an instance that is broken, and changes nothing in it", async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, "default/secrets"), { recursive: true });
  writeFileSync(join(home, "default/instance.json"), '{"note":"canary-4711-abc"');
  writeFileSync(join(home, "default/secrets/note"), "canary-4711-abc", { mode: 0o644 });
  const before = readdirSync(home, { recursive: true });
  const folder = join(temporaryFolder(), "bundle");
  expect(await runCli(home, ["support-bundle", folder], ALONE)).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(readFileSync(join(folder, "status.json"), "utf8")).error.code).toBe("STATE_CORRUPT");
  expect(findCanaries(folder, { note: "canary-4711-abc" })).toEqual([]);
  expect(readdirSync(home, { recursive: true })).toEqual(before);
});

test("never writes over anything, and needs an instance", async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, "default"));
  const folder = temporaryFolder();
  const exists = await runJson(home, ["support-bundle", folder], ALONE);
  expect(exists).toMatchObject({ exitCode: 3, document: { error: { code: "BUNDLE_EXISTS" } } });
  const away = await runJson(home, ["support-bundle", join(folder, "none/bundle")], ALONE);
  expect(away).toMatchObject({ exitCode: 3, document: { error: { code: "BUNDLE_NOT_WRITTEN" } } });
  const other = await runJson(home, ["support-bundle", join(folder, "x"), "--instance", "two"], ALONE);
  expect(other).toMatchObject({ exitCode: 2, document: { error: { code: "INSTANCE_UNKNOWN" } } });
  expect(existsSync(join(folder, "x"))).toBe(false);
});
