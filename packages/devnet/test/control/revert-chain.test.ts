import { expect, test } from "vitest";
import { startAggregator } from "../../src/aggregator/service.ts";
import { temporaryFolder } from "../aggregator/support/folders.ts";
import { certification, commitmentParams, rpc } from "../aggregator/support/requests.ts";
import { controlledAggregator, waitingIn, withCode } from "./support/controlled-aggregator.ts";
import { transitionV1 } from "./support/transition-v1.ts";
import { transitionV3 } from "./support/transition-v3.ts";

test("what was certified before stays proven for both SDKs, what came later can be certified again", async () => {
  const { aggregator, control } = await controlledAggregator();
  const [before1, after1, before3, after3] = [
    ...(await Promise.all([transitionV1(), transitionV1()])),
    ...(await Promise.all([transitionV3(), transitionV3()])),
  ] as const;
  for (const transition of [before1, before3]) expect(await transition.submit(aggregator)).toBe("SUCCESS");
  const id = await control.snapshot();
  for (const transition of [after1, after3]) expect(await transition.submit(aggregator)).toBe("SUCCESS");

  await control.revert(id);
  expect([await before1.verify(aggregator), await before3.verify(aggregator)]).toEqual(["OK", "OK"]);
  expect(await after1.verify(aggregator)).toBe("PATH_NOT_INCLUDED");
  expect(await after3.isKnown(aggregator)).toBe(false);

  for (const transition of [after1, after3]) {
    expect(await transition.submit(aggregator)).toBe("SUCCESS");
    expect(await transition.verify(aggregator)).toBe("OK");
  }
  expect([await before1.verify(aggregator), await before3.verify(aggregator)]).toEqual(["OK", "OK"]);
});

test("the height goes on growing, and no round gets another certificate", async () => {
  const { aggregator, control } = await controlledAggregator({ rounds: "manual" });
  const block = async (blockNumber: number, generation: string) =>
    (await rpc(aggregator.url, "get_block", { blockNumber, generation })).result.block;
  const blocks = (upTo: number) =>
    Promise.all(
      Array.from({ length: upTo }, (_, index) => [block(index + 1, "v1"), block(index + 1, "v3")]).flat(),
    );
  const submit = async () => {
    const submitted = rpc(aggregator.url, "submit_commitment", commitmentParams());
    await expect.poll(() => waitingIn(aggregator), { interval: 5 }).toBe("1");
    const height = Number(await control.nextRound());
    expect((await submitted).result).toEqual({ status: "SUCCESS" });
    return height;
  };
  const kept = await submit();
  const id = await control.snapshot();
  const height = await submit();
  const before = await blocks(height);
  await control.revert(id);
  expect(aggregator.height).toBe(height + 1);
  expect(await blocks(height)).toEqual(before);
  expect((await block(height + 1, "v1")).rootHash).toBe((await block(kept, "v1")).rootHash);
  expect((await block(height + 1, "v1")).previousBlockHash).toBe((await block(height, "v1")).rootHash);
});

test("a chain that was set back is the same after a restart", async () => {
  const dataDir = temporaryFolder();
  const { aggregator, control } = await controlledAggregator({ dataDir });
  const [kept, undone] = await Promise.all([transitionV1(), transitionV1()]);
  await kept.submit(aggregator);
  const id = await control.snapshot();
  await undone.submit(aggregator);
  await control.revert(id);
  const { height } = aggregator;
  await aggregator.close();
  const again = await startAggregator({ dataDir });
  try {
    expect(again.height).toBeGreaterThanOrEqual(height);
    expect([await kept.verify(again), await undone.verify(again)]).toEqual(["OK", "PATH_NOT_INCLUDED"]);
  } finally {
    await again.close();
  }
});

test("a snapshot serves again and again; later ones are dropped", async () => {
  const { aggregator, control } = await controlledAggregator();
  const transition = await transitionV1();
  const first = await control.snapshot();
  const second = await control.snapshot();
  for (let round = 0; round < 2; round += 1) {
    expect(await transition.submit(aggregator)).toBe("SUCCESS");
    await control.revert(first);
    expect(await transition.verify(aggregator)).toBe("PATH_NOT_INCLUDED");
  }
  await expect(control.revert(second)).rejects.toEqual(withCode("SNAPSHOT_UNKNOWN"));
  await expect(control.revert("no id")).rejects.toEqual(withCode("SNAPSHOT_UNKNOWN"));
});

test("as many snapshots are kept as a service has room for; one that is forgotten makes room", async () => {
  const { control } = await controlledAggregator();
  const first = await control.snapshot();
  for (let kept = 1; kept < 256; kept += 1) await control.snapshot();
  await expect(control.snapshot()).rejects.toEqual(withCode("SNAPSHOTS_FULL"));
  await control.forget(first);
  await control.forget(first);
  await control.revert(await control.snapshot());
  await expect(control.revert(first)).rejects.toEqual(withCode("SNAPSHOT_UNKNOWN"));
});

test("what waits for a round is refused when the chain is set back", async () => {
  const { aggregator, control } = await controlledAggregator({ rounds: "manual" });
  const id = await control.snapshot();
  const { cbor } = certification();
  const waiting = [
    rpc(aggregator.url, "submit_commitment", commitmentParams()),
    rpc(aggregator.url, "certification_request", Buffer.from(cbor).toString("hex")),
  ];
  await expect.poll(() => waitingIn(aggregator), { interval: 5 }).toBe("2");
  await control.revert(id);
  for (const answer of await Promise.all(waiting)) {
    expect(answer.error).toMatchObject({ code: -32603, data: "The chain was set back to a snapshot." });
  }
  expect(await waitingIn(aggregator)).toBe("0");
});
