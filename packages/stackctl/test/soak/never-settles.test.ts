import { expect, test } from "vitest";
import type { SoakContext } from "../../src/soak/epoch.ts";
import { FaultTimeline } from "../../src/soak/faults/timeline.ts";
import { planSoak } from "../../src/soak/plan/plan.ts";
import { Recorder } from "../../src/soak/recorder.ts";
import { runSoak } from "../../src/soak/run.ts";
import type { SoakWallet } from "../../src/soak/wallets/wallet.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { serverThat } from "../wallet-check/support/servers.ts";
import { disconnectedWallet } from "./support/wallet.ts";

const never = () => new Promise<never>(() => {});
const discovery = {
  ...{ status: "running", nametag: "faucet", chain_pubkey: "", nostr_pubkey: "" },
  ...{ direct_address: "", request_url: "" },
};

/** A soak of two wallets that would go on for long; for what may never end it waits 50 ms. */
async function contextOf(given: Partial<SoakContext>): Promise<SoakContext> {
  const known = (path: string) => path.endsWith("/faucet.json");
  const { url } = await serverThat(({ path }) => (known(path) ? { body: discovery } : { status: 404 }));
  const endpoints = { relay: "", aggregator: "", faucet: url, trustBase: "" };
  const faults = new FaultTimeline();
  const signal = new AbortController().signal;
  return {
    plan: planSoak({
      ...{ id: "w", seed: "s", ms: 600_000, wallets: 2, transferMode: "conservative", wipeEveryMs: null },
      ...{ faults: false, instance: { name: "soak-w", created: true }, report: "/r" },
      budget: { unexplained: 0, latency: [] },
    }),
    host: {
      ...{ start: async () => endpoints, health: async () => "healthy" },
      ...{ saveLogs: () => {}, wallets: temporaryFolder(), end: async () => {} },
    },
    openWallet: async ({ index }) => disconnectedWallet(index),
    ...{ recorder: new Recorder(faults), faults, id: "w", signal, force: signal, tell: () => {} },
    deadlines: { open: 600_000, afterLoad: 50, close: 50 },
    ...given,
  };
}

test("a call of the SDK that never settles is an error when the load has ended, and the accounts are settled", async () => {
  const ended = new AbortController();
  const writing = new Set<number>();
  const hanging = (index: number): SoakWallet => ({
    ...disconnectedWallet(index),
    message: () => {
      writing.add(index);
      return never();
    },
  });
  const openWallet: SoakContext["openWallet"] = async ({ index }) => hanging(index);
  const running = runSoak(await contextOf({ openWallet, signal: ended.signal }));
  await eventually("both wallets write", () => writing.size === 2, 60_000);
  ended.abort();
  const { end, epochs, failures, exitCode } = await running;
  expect({ end, exitCode, lost: epochs.map(({ lost }) => lost) }).toEqual({
    ...{ end: "interrupted", exitCode: 1, lost: [0n] },
  });
  const open = failures.filter(({ operation }) => operation === "message");
  expect(open.map(({ wallet, explainedBy }) => [wallet, explainedBy]).sort()).toEqual([
    [0, null],
    [1, null],
  ]);
  expect(open[0]?.what).toBe("It had not ended 50 ms after the end of the load.");
});

test("a wallet that never opens ends the soak, and is closed when it opens after all", async () => {
  const closed: number[] = [];
  const { promise: late, resolve: opens } = Promise.withResolvers<void>();
  const openWallet: SoakContext["openWallet"] = async ({ index }) => {
    if (index === 1) await late;
    return { ...disconnectedWallet(index), close: async () => void closed.push(index) };
  };
  const deadlines = { open: 50, afterLoad: 600_000, close: 600_000 };
  await expect(runSoak(await contextOf({ openWallet, deadlines }))).rejects.toMatchObject({
    parts: { code: "WALLET_NOT_OPENED", evidence: "It was not open after 50 ms." },
  });
  expect(closed).toEqual([0]);
  opens();
  await eventually("it is closed, too", () => closed.includes(1));
});

test("Ctrl-C while a wallet never opens keeps the report", async () => {
  const ended = new AbortController();
  const openWallet: SoakContext["openWallet"] = async ({ index }) => {
    if (index === 0) return disconnectedWallet(index);
    ended.abort();
    return never();
  };
  const { end, failures } = await runSoak(await contextOf({ openWallet, signal: ended.signal }));
  expect([end, ...failures.map(({ operation, wallet }) => [operation, wallet])]).toEqual([
    "interrupted",
    ["open", 1],
  ]);
});

test("a wallet that never closes is an error, and not waited for", async () => {
  const ended = new AbortController();
  const openWallet: SoakContext["openWallet"] = async ({ index }) => ({
    ...disconnectedWallet(index),
    close: index === 0 ? never : async () => {},
  });
  const tell = () => ended.abort();
  const { failures } = await runSoak(await contextOf({ openWallet, signal: ended.signal, tell }));
  expect(failures.map(({ wallet, step, explainedBy }) => [wallet, step, explainedBy])).toEqual([
    [0, "close", null],
  ]);
});
