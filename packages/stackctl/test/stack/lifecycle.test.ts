import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { downDocument, statusDocument, upDocument, wipeDocument } from "../../src/output/schemas.ts";
import { trustBaseDocument } from "../../src/output/unicity-schemas.ts";
import { type ProcessIdentity, processState } from "../../src/process/identity.ts";
import { eventually } from "../support/eventually.ts";
import { stateHomeForTest, stateOf, upForTest } from "../support/instance.ts";
import { accepts, processesBelow } from "../support/processes.ts";
import { runCli, runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ALL_CHECKS = [
  "aggregator http.health",
  "aggregator jsonrpc.height-grows",
  "aggregator process.alive",
  "aggregator unicity.certificate",
  "aggregator unicity.trust-base",
  "faucet http.health",
  "faucet process.alive",
  "faucet unicity.faucet-running",
  "relay nostr.information",
  "relay nostr.write-read",
  "relay process.alive",
];

test("up makes every check pass, down leaves no process, no port and nothing outside the state folder", async () => {
  const home = stateHomeForTest();
  const up = upDocument.parse(await upForTest(home));
  expect(up.checks.map(({ service, check }) => `${service} ${check}`).sort()).toEqual(ALL_CHECKS);
  expect(up.checks.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
  expect(await Promise.all(up.services.map(({ port }) => accepts(port ?? 0)))).toEqual([true, true, true]);
  expect(processesBelow(home)).toHaveLength(3);

  const down = await runJson(home, ["down"]);
  expect(downDocument.parse(down.document).stopped.map(({ outcome }) => outcome)).toEqual(
    Array(3).fill("stopped"),
  );
  expect(processesBelow(home)).toEqual([]);
  expect(await Promise.all(up.services.map(({ port }) => accepts(port ?? 0)))).toEqual([false, false, false]);
  expect(readdirSync(home)).toEqual(["default"]);
  expect(readdirSync(join(home, "default")).sort()).toEqual([
    "aggregator",
    "faucet",
    "instance.json",
    "logs",
    "relay",
    "secrets",
  ]);
});

test("status tells the same as a document and in words", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const { exitCode, document } = await runJson(home, ["status"]);
  const status = statusDocument.parse(document);
  expect(status).toMatchObject({ health: "healthy", exitCode: 0 });
  expect(status.services.flatMap(({ checks }) => checks.map(({ check }) => check))).toHaveLength(11);
  expect(exitCode).toBe(0);
  const words = await runCli(home, ["status"]);
  expect(words.stdout).toContain('"default" is healthy.');
  expect(words.stdout.match(/✔/g)).toHaveLength(11);
});

test("a second up keeps what runs and says so", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const before = stateOf(home).services;
  const again = await runCli(home, ["up"]);
  expect(again.stdout).toContain('"default" was already up; every check passed.');
  expect(again.exitCode).toBe(0);
  expect(stateOf(home).services).toEqual(before);
});

test("a dead service alone is started again, on its port", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const before = stateOf(home).services;
  const aggregator = before.aggregator?.process as ProcessIdentity;
  process.kill(aggregator.pid, "SIGKILL");
  await eventually("it is gone", () => processState(aggregator) === "gone");
  const status = await runJson(home, ["status"]);
  expect(status.exitCode).toBe(2);
  const again = upDocument.parse(await upForTest(home));
  expect(again.services.map(({ name, started, url }) => ({ name, started, url }))).toEqual([
    { name: "relay", started: false, url: before.relay?.url },
    { name: "aggregator", started: true, url: before.aggregator?.url },
    { name: "faucet", started: false, url: before.faucet?.url },
  ]);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
});

test("a second instance runs beside the first and has a trust base of its own", async () => {
  const home = stateHomeForTest(["default", "two"]);
  await upForTest(home);
  await upForTest(home, "--instance", "two");
  const one = trustBaseDocument.parse((await runJson(home, ["trust-base"])).document);
  const two = trustBaseDocument.parse((await runJson(home, ["trust-base", "--instance", "two"])).document);
  expect(one.sha256).not.toBe(two.sha256);
  expect((await runCli(home, ["down", "--instance", "two"])).exitCode).toBe(0);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
  const unknown = await runJson(home, ["status", "--instance", "three"]);
  expect(unknown.document.error).toMatchObject({
    code: "INSTANCE_UNKNOWN",
    evidence: "known: default, two",
  });
  expect(unknown.exitCode).toBe(2);
});

test("the exported trust base has the printed hash, and wipe names it as something it leaves", async () => {
  const home = stateHomeForTest();
  const folder = temporaryFolder();
  await upForTest(home);
  const out = join(folder, "trust-base.json");
  const { stdout } = await runCli(home, ["trust-base", "--out", out]);
  const sha256 = createHash("sha256").update(readFileSync(out)).digest("hex");
  expect(stdout).toBe(`${out}\nsha256 ${sha256}`);
  const served = await fetch(`${stateOf(home).services.aggregator?.url}/.well-known/trust-base.json`);
  expect(Buffer.from(await served.arrayBuffer())).toEqual(readFileSync(out));
  const { document } = await runJson(home, ["wipe", "--dry-run"]);
  expect(wipeDocument.parse(document).outside.map(({ path }) => path)).toEqual([out]);
});

test("wipe asks, then stops everything and deletes the environment as a whole; the mnemonic stays", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const faucetBefore = (await runJson(home, ["env"])).document.E2E_LOCAL_FAUCET_PUBKEY;

  const refused = await runJson(home, ["wipe"]);
  expect(refused.document.error.code).toBe("NOT_CONFIRMED");
  expect(refused.exitCode).toBe(3);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);

  const { document } = await runJson(home, ["wipe", "--yes"]);
  const wiped = wipeDocument.parse(document);
  const names = (items: { path: string }[]) => items.map(({ path }) => path.slice(home.length + 9)).sort();
  expect(names(wiped.deleted)).toEqual(["aggregator", "faucet", "instance.json", "logs", "relay"]);
  expect(names(wiped.kept)).toEqual(["secrets"]);
  expect(wiped.stopped).toEqual(["relay", "aggregator", "faucet"]);
  expect(readdirSync(join(home, "default"))).toEqual(["secrets"]);
  expect(processesBelow(home)).toEqual([]);

  await upForTest(home);
  expect((await runJson(home, ["env"])).document.E2E_LOCAL_FAUCET_PUBKEY).toBe(faucetBefore);
  await runCli(home, ["wipe", "--yes", "--secrets"]);
  expect(existsSync(join(home, "default"))).toBe(false);
});

test("env points at the running services, with verification on", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const { document } = await runJson(home, ["env"]);
  const { relay, aggregator, faucet } = stateOf(home).services;
  expect(document).toEqual({
    SPHERE_NOSTR_RELAYS: relay?.url,
    SPHERE_AGGREGATOR_URL: aggregator?.url,
    SPHERE_TRUST_BASE_PATH: join(home, "default/aggregator/trust-base.json"),
    SPHERE_TRUSTBASE_URL: `${aggregator?.url}/.well-known/trust-base.json`,
    E2E_LOCAL_FAUCET_PUBKEY: expect.stringMatching(/^0[23][0-9a-f]{64}$/),
    E2E_LOCAL_FAUCET_URL: `${faucet?.url}/api/v1/faucet/request`,
    E2E_LOCAL_INSTANCE: "default",
  });
});

test("logs show what each service wrote, also when it is stopped", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  await runCli(home, ["down"]);
  const { stdout } = await runCli(home, ["logs", "--lines", "1"]);
  expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual(["relay", "aggregator", "faucet"]);
  const one = await runCli(home, ["logs", "relay"]);
  expect(one.stdout).toContain('"event":"listening"');
  const wrong = await runCli(home, ["logs", "relai"]);
  expect(wrong.stderr).toContain("Known: relay, aggregator, faucet");
});

test("an interrupted wipe is finished by the next up", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const before = (await runJson(home, ["trust-base"])).document.sha256;
  await runCli(home, ["down"]);
  writeFileSync(join(home, "default/wipe.pending"), "aggregator\nrelay\nfaucet\nlogs\ninstance.json\n");
  rmSync(join(home, "default/relay"), { recursive: true });
  await upForTest(home);
  expect((await runJson(home, ["trust-base"])).document.sha256).not.toBe(before);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
  expect(existsSync(join(home, "default/wipe.pending"))).toBe(false);
});
