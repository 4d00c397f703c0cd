import { readdir, rm } from "node:fs/promises";
import { decodeCertificate } from "@unicity-sphere/devnet/protocol";
import { expect, test } from "vitest";
import { startTestChain, type TestChain } from "./support/chained.ts";
import { commitment } from "./support/commitment.ts";
import { testDatabase } from "./support/documents.ts";
import { mint } from "./support/sdk-v3.ts";

/** What the root node certified last: the number of a block and its root hash. */
async function certified(chain: TestChain): Promise<{ round: bigint; root: Uint8Array }> {
  const connection = await chain.root.connect();
  const certificate = (await connection.handshake()) as Uint8Array;
  connection.close();
  return decodeCertificate(certificate, chain.line);
}

/** Lets several attempts of the aggregator pass and looks whether anything came of it. */
async function standsStill(chain: TestChain): Promise<void> {
  const before = chain.aggregator.height;
  await chain.attempts(3);
  expect(chain.aggregator.height).toBe(before);
  expect(await (await fetch(`${chain.url}/health`)).json()).toMatchObject({ status: "ok" });
}

test("v1 without its database certifies an empty tree on top of the last certificate", async () => {
  await using chain = await startTestChain("old");
  await chain.grow();
  const request = commitment();
  await chain.rpc("submit_commitment", request);
  await chain.grow();
  const before = await certified(chain);
  chain.database = testDatabase();
  await chain.restart();
  await chain.grow();
  const after = await certified(chain);
  expect(after.round).toBeGreaterThan(before.round);
  expect(after.root).not.toEqual(before.root);
  const { result } = await chain.rpc("get_inclusion_proof", request);
  expect(result).toMatchObject({ inclusionProof: { transactionHash: null } });
});

test("v3 without its database never certifies a block again", async () => {
  await using chain = await startTestChain("new");
  await chain.grow();
  await (await mint()).submit(chain.url);
  await chain.grow(3);
  chain.database = testDatabase();
  await chain.restart();
  await standsStill(chain);
  expect(chain.aggregator.height).toBe(0);
});

test.each([
  ["old", 0],
  ["new", 0],
  ["old", 2],
  ["new", 2],
] as const)(
  "the %s line with the database of another genesis certifies nothing after %i rounds of the new one",
  async (line, rounds) => {
    await using old = await startTestChain(line);
    await old.grow();
    await using chain = await startTestChain(line);
    await chain.grow(rounds);
    chain.database = old.database;
    await old.aggregator.close();
    await chain.restart();
    await standsStill(chain);
  },
);

test.each(["old", "new"] as const)(
  "the %s line certifies nothing for a root node that lost its databases",
  async (line) => {
    await using chain = await startTestChain(line);
    const { root } = chain;
    await chain.grow();
    const { p2pPort } = root.node;
    await root.node.close();
    const folder = root.home.path("root");
    for (const file of await readdir(folder)) if (file.includes(".db")) await rm(`${folder}/${file}`);
    await root.restart(p2pPort);
    await root.upload(await root.home.json("shard-conf-7_0.json"));
    await root.reach(4);
    await standsStill(chain);
  },
);
