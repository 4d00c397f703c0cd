import { expect, test } from "vitest";
import { EXIT, StackError } from "../../src/errors.ts";
import type { SoakContext } from "../../src/soak/epoch.ts";
import { FaultTimeline } from "../../src/soak/faults/timeline.ts";
import { planSoak } from "../../src/soak/plan/plan.ts";
import { Recorder } from "../../src/soak/recorder.ts";
import { StepFailed } from "../../src/soak/results/failures.ts";
import { endingHost, runSoak } from "../../src/soak/run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { serverThat } from "../wallet-check/support/servers.ts";
import { disconnectedWallet } from "./support/wallet.ts";

const discovery = {
  ...{ status: "running", nametag: "faucet", chain_pubkey: "", nostr_pubkey: "" },
  ...{ direct_address: "", request_url: "" },
};

/** A soak of two chains, so short that its wallets do nothing. */
async function contextOf(host: Partial<SoakContext["host"]>): Promise<SoakContext> {
  const { url } = await serverThat(() => ({ body: discovery }));
  const endpoints = { relay: "", aggregator: "", faucet: url, trustBase: "" };
  const never = new AbortController().signal;
  const faults = new FaultTimeline();
  const request = planSoak({
    ...{ id: "w", seed: "s", ms: 2, wallets: 2, transferMode: "conservative", wipeEveryMs: null },
    ...{ faults: false, instance: { name: "soak-w", created: true }, report: "/r" },
    budget: { unexplained: 0, latency: [] },
  });
  return {
    plan: { ...request, epochs: [1, 1].map((ms) => ({ ms, faults: [] })) },
    host: {
      ...{ start: async () => endpoints, renew: async () => endpoints, health: async () => "healthy" },
      ...{ saveLogs: () => {}, wallets: temporaryFolder(), end: async () => {} },
      ...host,
    },
    openWallet: async ({ index }) => disconnectedWallet(index),
    ...{ recorder: new Recorder(faults), faults, id: "w", signal: never, force: never, tell: () => {} },
  };
}

test("a chain that cannot be begun ends the soak, and what was found out before is reported", async () => {
  const renew = async () => {
    throw new StackError({ code: "START_FAILED", what: "The relay did not start." }, EXIT.unreachable);
  };
  const result = await runSoak(await contextOf({ renew }));
  expect(result).toMatchObject({ end: "failed", exitCode: EXIT.unreachable, health: "healthy" });
  expect(result.epochs).toHaveLength(1);
  expect(result.failures).toEqual([
    expect.objectContaining({
      step: "begin chain 2 of 2",
      what: "The relay did not start.",
      explainedBy: null,
    }),
  ]);
});

test("a fault that lasts when the load ends explains errors of its own chain, and none of the next one", async () => {
  const context = await contextOf({});
  const { recorder, faults } = context;
  const restart = { kind: "restart" as const, service: "relay" as const, from: 0 };
  const disconnect = () => {
    const error = new StepFailed("send", ["relay"], new Error("No connected relays"));
    recorder.failed("message", 0, performance.now(), error);
  };
  context.openWallet = async ({ index, name }) => {
    if (name === "w-0-0") {
      faults.begin({ ...restart, what: "has effects" })(recorder.now() + 60_000);
      faults.begin({ ...restart, what: "lasts" });
    }
    return { ...disconnectedWallet(index), certify: async () => disconnect() };
  };
  await runSoak(context);
  const explained = recorder.failures.map(({ explainedBy }) => explainedBy !== null);
  expect(explained).toEqual([true, true, false, false]);
  expect(faults.windows.map(({ to }) => to)).not.toContain(null);
});

test("services that cannot be asked at the end are unreachable, and the report is kept", async () => {
  const health = () => Promise.reject(new Error("the state folder is gone"));
  const result = await runSoak(await contextOf({ health }));
  expect(result).toMatchObject({ end: "planned", health: "unreachable", exitCode: EXIT.unreachable });
  expect(result.epochs).toHaveLength(2);
});

test("what the SDK fails with in the background is caught until the host has ended", async () => {
  const watchers = () => process.listenerCount("unhandledRejection");
  const [before, during] = [watchers(), [] as number[]];
  const end = async () => void during.push(watchers());
  await endingHost({ end }, new Recorder(new FaultTimeline()), async () => during.push(watchers()));
  expect(during).toEqual([before + 1, before + 1]);
  expect(watchers()).toBe(before);
});
