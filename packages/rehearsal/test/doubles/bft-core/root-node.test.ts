import { readdir, rm } from "node:fs/promises";
import { parseTrustBase, verifyUnicityCertificate } from "@unicity-sphere/devnet/protocol";
import { expect, test } from "vitest";
import { record, startTestRoot, type TestRoot } from "./support/root.ts";

/** A root node whose shard is configured and active. */
async function activeRoot(): Promise<TestRoot> {
  const root = await startTestRoot();
  expect((await root.upload(await root.home.json("shard-conf-7_0.json"))).status).toBe(200);
  await root.reach(4);
  return root;
}

test("certifies rounds that follow one another, sealed under its trust base", async () => {
  await using root = await activeRoot();
  const connection = await root.connect();
  expect(await connection.handshake()).toBeNull();
  const trustBase = parseTrustBase(await root.home.json("trust-base.json"));
  for (const [number, previous] of [
    [1, null],
    [2, 1],
  ] as const) {
    const certificate = await connection.certify(record(number, previous, number));
    const verdict = verifyUnicityCertificate(certificate, trustBase, "v3");
    expect(verdict).toMatchObject({ ok: true, round: BigInt(number), root: new Uint8Array(32).fill(number) });
  }
  connection.close();
});

test.each([
  ["a round that was certified already", record(1, null, 9)],
  ["a round that leaves one out", record(3, 1, 3)],
  ["a round on another state", record(2, 5, 6)],
])("refuses %s", async (_name, next) => {
  await using root = await activeRoot();
  const connection = await root.connect();
  await connection.certify(record(1, null, 1));
  await expect(connection.certify(next)).rejects.toMatchObject({ reason: "equivocation" });
  connection.close();
});

test("refuses a record of the other line", async () => {
  await using root = await activeRoot();
  const connection = await root.connect();
  const refused = connection.certify(record(1, null, 1, "v1"));
  await expect(refused).rejects.toMatchObject({ reason: "invalid request" });
  connection.close();
});

test("a shard is unknown before its configuration, and inactive before its first root round", async () => {
  await using root = await startTestRoot({ epochStart: 1_000_000 });
  const connection = await root.connect();
  await expect(connection.handshake()).rejects.toMatchObject({ reason: "unknown partition" });
  await root.upload(await root.home.json("shard-conf-7_0.json"));
  await root.reach(3);
  await expect(connection.handshake()).rejects.toMatchObject({ reason: "not active yet" });
  connection.close();
});

test("goes on after a restart: round, active shard and last certificate are kept", async () => {
  await using root = await activeRoot();
  const before = await root.connect();
  const certificate = await before.certify(record(1, null, 1));
  const { roundNumber } = (await (await root.rest("roundInfo")).json()) as { roundNumber: number };
  await root.restart();
  await root.reach(roundNumber);
  const after = await root.connect();
  expect(await after.handshake()).toEqual(certificate);
  expect(await after.certify(record(2, 1, 2))).toBeInstanceOf(Uint8Array);
  after.close();
});

test("without its databases it begins at round 0 and knows no shard", async () => {
  await using root = await activeRoot();
  await root.node.close();
  const folder = root.home.path("root");
  for (const file of await readdir(folder)) if (file.includes(".db")) await rm(`${folder}/${file}`);
  await root.restart();
  const connection = await root.connect();
  await expect(connection.handshake()).rejects.toMatchObject({ reason: "unknown partition" });
  connection.close();
});

test("an active shard keeps its validators whatever is uploaded later", async () => {
  await using root = await activeRoot();
  const { home } = root;
  await home.ubft("shard-node init --home @/other -g");
  const conf = await home.json("shard-conf-7_0.json");
  const validators = [await home.json("other", "node-info.json")];
  expect((await root.upload({ ...conf, validators })).status).toBe(200);
  await root.restart();
  await root.reach(6);
  const other = await root.connect("other");
  await expect(other.handshake()).rejects.toMatchObject({ reason: "not a validator" });
  const first = await root.connect();
  expect(await first.handshake()).toBeNull();
  other.close();
  first.close();
});

test("a trust base that was made anew does not replace the stored one of its epoch", async () => {
  await using root = await activeRoot();
  const { home } = root;
  const old = parseTrustBase(await home.json("trust-base.json"));
  await home.ubft("trust-base generate --home @ --node-info @/root/node-info.json --epoch-start 5");
  await home.ubft("trust-base sign --home @/root --trust-base @/trust-base.json");
  await root.restart();
  expect(root.warnings).toEqual([expect.stringContaining("already exists")]);
  const served = Buffer.from(await (await root.rest("trustbases?from=1&to=1")).arrayBuffer());
  expect(
    served.includes(Buffer.from(old.signatures[old.rootNodes[0]?.nodeId ?? ""]?.slice(2) ?? "", "hex")),
  ).toBe(true);
});

test("an unsigned trust base ends it", async () => {
  await using root = await activeRoot();
  await root.node.close();
  await root.home.ubft("trust-base generate --home @ --node-info @/root/node-info.json");
  await expect(root.restart()).rejects.toThrow("quorum not reached");
});

test("while it is paused nothing is certified", async () => {
  await using root = await activeRoot();
  const connection = await root.connect();
  root.node.setPaused(true);
  const certified = connection.certify(record(1, null, 1));
  const { roundNumber } = (await (await root.rest("roundInfo")).json()) as { roundNumber: number };
  await expect(Promise.race([certified, root.rest("roundInfo")])).resolves.toBeInstanceOf(Response);
  expect(await (await root.rest("roundInfo")).json()).toMatchObject({ roundNumber });
  root.node.setPaused(false);
  expect(await certified).toBeInstanceOf(Uint8Array);
  connection.close();
});
