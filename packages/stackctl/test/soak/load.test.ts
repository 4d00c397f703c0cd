import { expect, test } from "vitest";
import type { SoakContext } from "../../src/soak/epoch.ts";
import { FaultTimeline } from "../../src/soak/faults/timeline.ts";
import { load } from "../../src/soak/load.ts";
import { Turns } from "../../src/soak/operations/turns.ts";
import { Recorder } from "../../src/soak/recorder.ts";
import { Ledger } from "../../src/soak/results/ledger.ts";
import { disconnectedWallet } from "./support/wallet.ts";

test("a soak that is ended during a restart of the relay has no error to explain", async () => {
  const ended = new AbortController();
  const faults = new FaultTimeline();
  const recorder = new Recorder(faults);
  const control = { fault: async () => {}, clearFaults: async () => {} };
  const host = { control: () => control, restartRelay: async () => ended.abort() };
  const context = {
    ...{ plan: { seed: "s" }, host, recorder, faults },
    ...{ signal: ended.signal, force: new AbortController().signal },
  } as unknown as SoakContext;
  const epoch = {
    ms: 60_000,
    faults: [{ kind: "restart" as const, service: "relay" as const, atMs: 0, downMs: 1 }],
  };
  await load(context, epoch, 0, {
    ...{ id: "w", faucetUrl: "", faucetAddress: "", ledger: new Ledger(), unique: () => 1 },
    wallets: [disconnectedWallet(0), disconnectedWallet(1)],
    turns: { transfers: new Turns(1), mints: new Turns(1) },
  });
  expect(recorder.failures).toEqual([]);
  expect(faults.windows.map(({ what, to }) => [what, to])).toEqual([["is restarted, down for 1 ms", null]]);
});
