import { expect, test } from "vitest";
import { Chain } from "../../src/aggregator/chain/chain.ts";
import { openLedger } from "../../src/aggregator/chain/open-ledger.ts";
import { readiness } from "../../src/aggregator/http/health.ts";
import { RoundClock } from "../../src/aggregator/rounds/round-clock.ts";
import { Sequencer } from "../../src/aggregator/rounds/sequencer.ts";
import { createRootIdentity } from "../../src/identity/keys.ts";

/** A chain in memory whose time is given by hand (Unix ms). */
function chainAt(start: number) {
  const identity = createRootIdentity();
  const chain = new Chain(openLedger({ memory: true }, identity), identity);
  const time = { now: start };
  return { chain, time, sequencer: new Sequencer(chain, () => time.now) };
}

function request(byte: number, expiresAt: bigint | null) {
  const bytes = new Uint8Array(32).fill(byte);
  return { stateId: bytes, certificationData: bytes, transactionHash: bytes, expiresAt, createdAt: 0 };
}

test("does not certify what expires while it waits", async () => {
  const { chain, time, sequencer } = chainAt(5_000);
  const outcomes = [
    sequencer.certifications.add("expired", request(1, 10n)),
    sequencer.certifications.add("in time", request(2, 11n)),
    sequencer.certifications.add("without deadline", request(3, null)),
  ];
  time.now = 10_999;
  sequencer.seal();
  expect(await Promise.all(outcomes.map(({ sealed }) => sealed))).toEqual([false, true, true]);
  expect(chain.v3.size).toBe(2);
  expect(chain.ledger.certification(0)).toMatchObject({ referenceTime: 10, round: 1 });
});

test("never goes back in time when the clock of the machine does", () => {
  const { time, sequencer } = chainAt(9_000);
  sequencer.seal();
  time.now = 1_000;
  expect(sequencer.seal().sealedAt).toBe(9_000);
});

test("is ready while rounds come, and not three seconds after the last", () => {
  const { chain, sequencer } = chainAt(50_000);
  const clock = new RoundClock({ mode: "manual", seal: () => {} });
  const ready = (now: number) => readiness(chain, sequencer, clock, now).status;
  expect(ready(50_000)).toBe(503);
  sequencer.seal();
  expect(ready(53_000)).toBe(200);
  expect(ready(53_001)).toBe(503);
});
