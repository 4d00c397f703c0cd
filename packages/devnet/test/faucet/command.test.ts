import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deriveIdentity, type WalletIdentity } from "../../src/faucet/identity/derive-identity.ts";
import { devAccounts } from "../../src/faucet/identity/dev-accounts.ts";
import { identityBinding } from "../../src/faucet/nostr/own-binding.ts";
import { decryptPayload } from "../../src/faucet/nostr/payload-encryption.ts";
import { eventually } from "./support/eventually.ts";
import { ScriptedAggregator } from "./support/scripted-aggregator.ts";
import { ScriptedRelay } from "./support/scripted-relay.ts";

const cli = join(import.meta.dirname, "..", "..", "src", "cli.ts");

let folder: string;
let relay: ScriptedRelay;
let aggregator: ScriptedAggregator;
let processes: Child[];
let wallet: WalletIdentity;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "faucet-command-"));
  relay = await ScriptedRelay.start();
  aggregator = await ScriptedAggregator.start();
  writeFileSync(join(folder, "trust-base.json"), JSON.stringify(aggregator.trustBase()));
  processes = [];
  const [, account] = await devAccounts(2);
  wallet = await deriveIdentity(account?.mnemonic ?? "");
  relay.inject(identityBinding(wallet));
});
afterEach(async () => {
  for (const child of processes) child.kill("SIGKILL");
  await Promise.allSettled(processes);
  await relay.close();
  await aggregator.close();
  rmSync(folder, { recursive: true, force: true });
});

function flags(): string[] {
  return [
    ["--port", "0"],
    ["--data-dir", join(folder, "data")],
    ["--relay-url", relay.url],
    ["--aggregator-url", aggregator.url],
    ["--trust-base", join(folder, "trust-base.json")],
    ["--mnemonic-file", join(folder, "mnemonic")],
  ].flat();
}

const spawnFaucet = (args: string[]) =>
  execa(process.execPath, [cli, "faucet", ...args], { reject: false, env: { NO_COLOR: "1" } });

type Child = ReturnType<typeof spawnFaucet>;

function run(args: string[]): Child {
  const child = spawnFaucet(args);
  processes.push(child);
  return child;
}

/** Starts the faucet and waits until it is ready. */
async function start(extra: string[] = []): Promise<{ child: Child; url: string }> {
  rmSync(join(folder, "data", "endpoint.json"), { force: true });
  const child = run([...flags(), ...extra]);
  const endpoint = join(folder, "data", "endpoint.json");
  await eventually("endpoint.json", () => existsSync(endpoint));
  const { url, pid } = JSON.parse(readFileSync(endpoint, "utf8"));
  expect(pid).toBe(child.pid);
  await eventually("the faucet is ready", async () => (await fetch(`${url}/ready`)).ok);
  return { child, url };
}

async function discovery(url: string): Promise<object> {
  return (await (await fetch(`${url}/.well-known/faucet.json`)).json()) as object;
}

function ask(url: string): Promise<Response> {
  return fetch(`${url}/api/v1/faucet/request`, {
    method: "POST",
    body: JSON.stringify({ unicityId: wallet.chainPubkey, coin: "UCT", amount: 1, requestId: "r1" }),
  });
}

describe("unicity-devnet faucet", () => {
  it("creates its identity only when told so, keeps it, and ends with 0 on SIGTERM", async () => {
    const refused = await run(flags());
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain("[MNEMONIC_MISSING]");
    const first = await start(["--create-mnemonic"]);
    expect(statSync(join(folder, "mnemonic")).mode & 0o777).toBe(0o600);
    const before = await discovery(first.url);
    expect((await ask(first.url)).status).toBe(200);
    first.child.kill("SIGTERM");
    expect((await first.child).exitCode).toBe(0);
    expect(existsSync(join(folder, "data", "endpoint.json"))).toBe(false);
    const second = await start();
    const after = await discovery(second.url);
    expect(after).toMatchObject({ ...before, domain: "127.0.0.1", request_url: expect.any(String) });
    const mnemonic = readFileSync(join(folder, "mnemonic"), "utf8").trim();
    expect((await first.child).stdout).not.toContain(mnemonic);
  });

  it("waits for the relay and the aggregator that start beside it", async () => {
    const places = Object.fromEntries(
      Object.entries({ relay, aggregator }).map(([name, { url }]) => [join(folder, `${name}.json`), url]),
    );
    const [relayFile, aggregatorFile] = Object.keys(places).map((file) => pathToFileURL(file).href);
    const child = run([
      ...[...flags(), "--create-mnemonic"],
      ...["--relay-url", relayFile ?? "", "--aggregator-url", aggregatorFile ?? ""],
    ]);
    await eventually("its identity is there", () => existsSync(join(folder, "mnemonic")));
    for (const [file, url] of Object.entries(places)) writeFileSync(file, JSON.stringify({ url }));
    const endpoint = join(folder, "data", "endpoint.json");
    await eventually("it listens", () => existsSync(endpoint));
    const { url } = JSON.parse(readFileSync(endpoint, "utf8"));
    await eventually("the faucet is ready", async () => (await fetch(`${url}/ready`)).ok);
    child.kill("SIGTERM");
    expect((await child).exitCode).toBe(0);
  });

  it("continues a delivery after kill -9 and never doubles it", async () => {
    const first = await start(["--create-mnemonic"]);
    const before = aggregator.submitted.length;
    relay.mode = "silent";
    const asked = ask(first.url).catch(() => undefined);
    await eventually("mint and transfer are submitted", () => aggregator.submitted.length === before + 2);
    first.child.kill("SIGKILL");
    await asked;
    relay.mode = "accept";
    const second = await start();
    await eventually("the delivery goes on by itself", () => relay.events.some(({ kind }) => kind === 31113));
    expect((await ask(second.url)).status).toBe(200);
    const tokens = relay.events
      .filter(({ kind }) => kind === 31113)
      .map(({ content, pubkey }) => decryptPayload(content, wallet.secretKey, pubkey))
      .map(
        (text) =>
          JSON.parse(JSON.parse(text.replace("token_transfer:", "")).sourceToken).genesis.data.tokenId,
      );
    expect(new Set(tokens).size).toBe(1);
    expect(new Set(aggregator.submitted.slice(before)).size).toBe(3);
  });

  it.each([
    [[], "--data-dir is required"],
    [["--port", "70000"], "--port must be a whole number"],
    [["--relay-url", "http://127.0.0.1:1"], "--relay-url must be an address with ws: or wss:"],
    [["--aggregator-url", "nonsense"], "--aggregator-url must be an address"],
    [["--no-such-flag"], "--no-such-flag"],
    [["--manager-pubkey", "02ab"], "--manager-pubkey must be"],
    [["--require-api-key"], "--require-api-key needs --api-key-file"],
    [["--max-amount-per-day", "-1"], "--max-amount-per-day"],
  ])("explains the usage error of %j and ends with 3", async (extra, message) => {
    const { exitCode, stderr } = await run(extra.length === 0 ? [] : [...flags(), ...extra]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(message);
    expect(stderr).toContain("Usage: unicity-devnet faucet");
  });

  it("checks without a start: an empty folder stays empty, and what a start would refuse is told", async () => {
    const data = join(folder, "data");
    mkdirSync(data);
    const [one, two] = await devAccounts(2);
    const check = () => run([...flags(), "--check"]);
    expect(await check()).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining("[MNEMONIC_MISSING]"),
    });
    writeFileSync(join(folder, "mnemonic"), `${one?.mnemonic}\n`, { mode: 0o600 });
    expect(await check()).toMatchObject({ exitCode: 0, stderr: "" });
    expect(readdirSync(data)).toEqual([]);
    const { child } = await start();
    expect(await check()).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("[STATE_IN_USE]") });
    child.kill("SIGTERM");
    await child;
    expect((await check()).exitCode).toBe(0);
    writeFileSync(join(folder, "mnemonic"), `${two?.mnemonic}\n`);
    expect(await check()).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining("[IDENTITY_MISMATCH]"),
    });
    writeFileSync(join(folder, "mnemonic"), "one two three");
    expect(await check()).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining("[MNEMONIC_INVALID]"),
    });
  });

  it("names an unusable secret file", async () => {
    writeFileSync(join(folder, "api-key"), "\n");
    const { exitCode, stderr } = await run([
      ...flags(),
      "--create-mnemonic",
      "--api-key-file",
      join(folder, "api-key"),
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain("[SECRET_UNREADABLE]");
    expect(stderr).toContain(join(folder, "api-key"));
  });
});
