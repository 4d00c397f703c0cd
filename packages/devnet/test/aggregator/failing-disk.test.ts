import { expect, test } from "vitest";
import { Chain } from "../../src/aggregator/chain/chain.ts";
import type { CommitmentLeaf } from "../../src/aggregator/chain/leaves.ts";
import { openLedger } from "../../src/aggregator/chain/open-ledger.ts";
import { health } from "../../src/aggregator/http/health.ts";
import { parseCommitment } from "../../src/aggregator/requests/commitment.ts";
import { RoundClock } from "../../src/aggregator/rounds/round-clock.ts";
import { Sequencer } from "../../src/aggregator/rounds/sequencer.ts";
import { toHex } from "../../src/identity/hex.ts";
import { createRootIdentity } from "../../src/identity/keys.ts";
import { commitmentParams } from "./support/requests.ts";

function commitment(): CommitmentLeaf {
  return parseCommitment(commitmentParams()).commitment;
}

test("a round that cannot be stored leaves no trace, and the next one is sound", async () => {
  const identity = createRootIdentity();
  const ledger = openLedger({ memory: true }, identity);
  const chain = new Chain(ledger, identity);
  const sequencer = new Sequencer(chain);
  const clock = new RoundClock({ mode: "manual", seal: () => {} });
  const [kept, refused, later] = [commitment(), commitment(), commitment()];
  const submit = (leaf: CommitmentLeaf) => sequencer.commitments.add(toHex(leaf.requestId), leaf).sealed;

  const first = submit(kept);
  sequencer.seal();
  expect(await first).toBe(true);
  const before = chain.latest;

  const append = ledger.append;
  ledger.append = () => {
    throw new Error("disk full");
  };
  const second = submit(refused);
  expect(() => sequencer.seal()).toThrow("disk full");
  await expect(second).rejects.toThrow("disk full");
  expect(health(chain, sequencer, clock, "id")).toMatchObject({ status: 503, body: { status: "unhealthy" } });
  expect(chain.height).toBe(before?.number);
  expect(chain.v1.find(refused.requestId)).toBe(-1);
  expect(chain.v1.root()).toEqual(before?.roots.v1);

  ledger.append = append;
  const third = submit(later);
  sequencer.seal();
  expect(await third).toBe(true);
  expect(health(chain, sequencer, clock, "id").status).toBe(200);
  expect(new Chain(ledger, identity).v1.root()).toEqual(chain.v1.root());
  expect(chain.v1.find(later.requestId)).toBe(1);
  ledger.close();
});
