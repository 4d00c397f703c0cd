import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { checkDocument } from "../../src/output/unicity-schemas.ts";
import { targetsAt } from "../../src/unicity/wallet-check/targets.ts";
import { eventually } from "../support/eventually.ts";
import { stateHomeForTest, stateOf, upForTest } from "../support/instance.ts";
import { accepts } from "../support/processes.ts";
import { runCli, runJson } from "../support/run-cli.ts";
import { askAll } from "./support/ask.ts";
import { OPEN, proxyTo, serverThat } from "./support/servers.ts";

const TRUST_BASE = "/.well-known/trust-base.json";

/** Gateway and market that are there: nothing outside of this machine is asked. */
async function outside() {
  const { url } = await serverThat(() => ({}));
  return { ipfs: url, market: url, words: [`ipfs=${url}`, `market=${url}`] };
}

/** Not green; on a busy machine the probe may call a service slow. */
const isBad = ({ outcome, code }: { outcome: string; code: string }) =>
  outcome !== "pass" && code !== "PROBE_SLOW";

/** Lines that are not green, as `group name outcome`. */
function badOf(document: unknown): string[] {
  const bad = checkDocument.parse(document).lines.filter(isBad);
  return bad.map((one) => `${one.group} ${one.name} ${one.outcome}`);
}

const urlsOf = (home: string, instance = "default") => {
  const { services } = stateOf(home, instance);
  const of = (name: string) => services[name]?.url ?? "";
  return { relay: of("relay"), aggregator: of("aggregator"), faucet: of("faucet") };
};

test("of an instance everything is green, by itself and by its URLs; each service that stops turns its own pill red", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const { words } = await outside();
  const check = (...args: string[]) => runJson(home, ["check", "--as-wallet", ...words, ...args]);

  const own = await check();
  expect(badOf(own.document)).toEqual([]);
  const { instance, lines, exitCode } = checkDocument.parse(own.document);
  expect([instance, lines.length, exitCode]).toEqual(["default", 9, own.exitCode]);
  const { relay, aggregator, faucet } = urlsOf(home);
  const named = await runCli(home, [
    ...["check", "--as-wallet", "--read-only", ...words],
    ...[relay, aggregator, `faucet=${faucet}`],
  ]);
  expect(named.stdout).toContain("As a wallet sees it: healthy.");
  expect(named.stdout).toMatch(/✔ {2}Aggregator {2}OK .*external, not counted.*✔ {2}Nostr/s);
  expect(named.exitCode).toBe(0);

  const kill = async (service: string) => {
    const { process: running, port } = stateOf(home).services[service] ?? {};
    process.kill(running?.pid ?? 0, "SIGKILL");
    await eventually(`${service} is gone`, async () => !(await accepts(port ?? 0)));
  };
  await kill("faucet");
  expect(badOf((await check()).document)).toEqual(["wallet faucet unreachable"]);
  await kill("aggregator");
  const dead = await check("--read-only");
  expect(badOf(dead.document)).toEqual([
    "pill aggregator unreachable",
    "wallet trust-base unreachable",
    "wallet submit unreachable",
    "wallet faucet unreachable",
  ]);
  expect(dead.exitCode).toBe(2);
  await kill("relay");
  expect(badOf((await check()).document)).toContain("pill nostr unreachable");
});

test("CORS that is removed, and the trust base of another chain, are red where they are, and nowhere else", async () => {
  const home = stateHomeForTest(["default", "other"]);
  await upForTest(home);
  await upForTest(home, "--instance", "other");
  const { ipfs, market } = await outside();
  const { relay, aggregator, faucet } = urlsOf(home);
  const badAt = async (services: { aggregator: string; faucet: string }) => {
    const { aggregator: base, faucet: door } = services;
    const targets = targetsAt({
      relay,
      aggregator: base,
      faucet: `${door}/api/v1/faucet/request`,
      ipfs,
      market,
    });
    const lines = Object.entries(await askAll(targets));
    return lines
      .filter(([, line]) => isBad(line))
      .map(([line, { shows, code }]) => `${line}: ${shows} ${code}`);
  };

  expect(await badAt({ aggregator, faucet })).toEqual([]);
  const closed = await proxyTo(aggregator, { withoutCors: true });
  expect(await badAt({ aggregator: closed, faucet })).toEqual([
    "pill aggregator: Down PREFLIGHT_REFUSED",
    "wallet trust-base: Down CORS_MISSING",
    "wallet submit: Down PREFLIGHT_REFUSED",
  ]);
  const closedDoor = await proxyTo(faucet, { withoutCors: true });
  expect(await badAt({ aggregator, faucet: closedDoor })).toEqual(["wallet faucet: Down PREFLIGHT_REFUSED"]);
  const other = await fetch(`${urlsOf(home, "other").aggregator}${TRUST_BASE}`).then((answer) =>
    answer.text(),
  );
  const wrong = await proxyTo(aggregator, { bodies: { [TRUST_BASE]: other } });
  expect(await badAt({ aggregator: wrong, faucet })).toEqual(["wallet trust-base: Down QUORUM_NOT_REACHED"]);
});

test("what is outside of the stack is shown, and counts on demand only", async () => {
  const { url } = await serverThat(({ path }) => (path.startsWith("/api/feed") ? { status: 500 } : {}));
  const relay = await serverThat(() => ({ status: 404, headers: OPEN }));
  const args = [
    "check",
    "--as-wallet",
    "--read-only",
    `ipfs=${url}`,
    `market=${url}`,
    `trust-base=${relay.url}`,
  ];
  const asked = await runJson(stateHomeForTest(), args);
  const market = checkDocument.parse(asked.document).lines.find(({ name }) => name === "market");
  expect(market).toMatchObject({ shows: "Down", external: true, counted: false });
  expect(badOf(asked.document)).toEqual(["pill market fail", "wallet trust-base fail"]);
  expect(asked.exitCode).toBe(1);
  const all = await runJson(stateHomeForTest(), [...args, "--all-four"]);
  expect(checkDocument.parse(all.document).lines.every(({ counted }) => counted)).toBe(true);
});

test("the settings for the wallet app are JavaScript for its console, and name the fields of its form", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const { stdout, exitCode } = await runCli(home, ["env", "--format", "wallet"]);
  expect(exitCode).toBe(0);
  const { relay, aggregator, faucet } = urlsOf(home);
  const door = `${faucet}/api/v1/faucet/request`;
  const calls: [string, unknown][] = [];
  const sphereDev = new Proxy(
    {},
    { get: (_, name: string) => (value: unknown) => calls.push([name, value]) },
  );
  runInContext(stdout, createContext({ sphereDev }));
  expect(calls).toEqual([
    ["setAggregator", aggregator],
    ["setNostrRelay", relay],
    ["setFaucet", door],
    ["setSkipTrustBase", false],
  ]);
  const fields = [...stdout.matchAll(/^\/\/ {3}(.+?) {2,}(.+)$/gm)].map(([, field, value]) => [field, value]);
  expect(fields).toEqual([
    ["Aggregator URL", aggregator],
    ["Nostr Relay URL", relay],
    ["Faucet URL", door],
    ["Skip trust-base verification", "off"],
  ]);
});
