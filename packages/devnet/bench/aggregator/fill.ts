import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Chain } from "../../src/aggregator/chain/chain.ts";
import { openLedger } from "../../src/aggregator/chain/open-ledger.ts";
import { openRootIdentity } from "../../src/identity/keys.ts";
import { openDataDir } from "../../src/storage/data-dir.ts";

const BATCH = 5000;

/** Makes the state folder of an aggregator that has certified `leaves` of each API. */
export function fillState(dataDir: string, leaves: { v1: number; v3: number }): void {
  openDataDir(dataDir);
  const file = join(dataDir, "aggregator.db");
  const identity = openRootIdentity(join(dataDir, "keys.json"), file);
  const ledger = openLedger({ file }, identity);
  const chain = new Chain(ledger, identity);
  for (let done = 0; done < Math.max(leaves.v1, leaves.v3, 1); done += BATCH) {
    const count = (wanted: number) => Math.max(0, Math.min(BATCH, wanted - done));
    const createdAt = Date.now();
    const commitments = Array.from({ length: count(leaves.v1) }, () => ({
      requestId: randomBytes(32),
      transactionHash: randomBytes(32),
      publicKey: randomBytes(33),
      signature: randomBytes(65),
      stateHash: randomBytes(32),
      value: randomBytes(32),
      createdAt,
    }));
    const certifications = Array.from({ length: count(leaves.v3) }, () => ({
      stateId: randomBytes(32),
      certificationData: randomBytes(220),
      transactionHash: randomBytes(32),
      referenceTime: Math.floor(createdAt / 1000),
      value: randomBytes(32),
      createdAt,
    }));
    chain.seal({ commitments, certifications }, createdAt);
  }
  ledger.close();
}
