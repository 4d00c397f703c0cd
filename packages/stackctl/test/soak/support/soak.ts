import { onTestFinished } from "vitest";
import { FaultTimeline } from "../../../src/soak/faults/timeline.ts";
import { createdHost } from "../../../src/soak/instance/created.ts";
import { planSoak } from "../../../src/soak/plan/plan.ts";
import { Recorder } from "../../../src/soak/recorder.ts";
import { endingHost, runSoak, type SoakResult } from "../../../src/soak/run.ts";
import { loadSdk } from "../../../src/soak/wallets/load-sdk.ts";
import { SdkLog } from "../../../src/soak/wallets/sdk-log.ts";
import { type SphereWallet, sphereWallets } from "../../../src/soak/wallets/sphere-wallet.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** Longest load, ms: the test ends it when it has seen enough. */
const LONGEST = 60_000;

/**
 * Runs a soak of two wallets on an instance of its own in this process, until something of every kind was done.
 *
 * @param opened gets every wallet when it is open
 * @param until has to hold, too, before it ends
 */
export async function runSoakForTest(
  opened: (wallet: SphereWallet) => void,
  until: () => boolean = () => true,
): Promise<SoakResult> {
  const home = temporaryFolder();
  const sdk = await loadSdk(home);
  onTestFinished(new SdkLog().attach(sdk));
  const name = "soak-test";
  const enough = new AbortController();
  const never = new AbortController().signal;
  const interrupts = { signal: never, force: never, dispose() {} };
  const host = await createdHost({ home, env: process.env, interrupts }, name, false);
  const faults = new FaultTimeline();
  const recorder = new Recorder(faults);
  const open = sphereWallets(sdk, "conservative");
  const watch = setInterval(() => {
    const seen = new Set(recorder.samples.map(({ operation }) => operation));
    if (until() && ["mint", "transfer", "message"].every((operation) => seen.has(operation as "mint")))
      enough.abort();
  }, 50);
  const plan = planSoak({
    ...{
      id: "wtest",
      seed: "test",
      ms: LONGEST,
      wallets: 2,
      transferMode: "conservative",
      wipeEveryMs: null,
    },
    ...{ faults: false, instance: { name, created: true }, report: home },
    budget: { unexplained: 0, latency: [] },
  });
  const work = () =>
    runSoak({
      ...{ plan, host, recorder, faults, id: plan.id, signal: enough.signal, force: never },
      openWallet: async (request) => {
        const wallet = await open(request);
        opened(wallet);
        return wallet;
      },
      tell: () => {},
    });
  return endingHost(host, recorder, work).finally(() => clearInterval(watch));
}
