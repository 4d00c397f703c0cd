import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { trustBaseGeneration } from "@unicity-sphere/devnet";
import { expect, test } from "vitest";
import { homes, makeGenesis } from "./support/home.ts";

test("the genesis makes the files of ubft in their shapes", async () => {
  await using home = await homes();
  await makeGenesis(home, 10);
  const { nodeId, sigKey } = await home.json("root", "node-info.json");
  expect(nodeId).toMatch(/^16Uiu2HA/);
  expect(await home.json("root", "keys.json")).toEqual({
    sigKey: { algorithm: "secp256k1", privateKey: expect.stringMatching(/^0x[0-9a-f]{64}$/) },
    authKey: { algorithm: "secp256k1", privateKey: expect.stringMatching(/^0x[0-9a-f]{64}$/) },
  });
  expect(await home.json("trust-base.json")).toEqual({
    version: 1,
    networkId: 3,
    epoch: 1,
    epochStartRound: 0,
    rootNodes: [{ nodeId, sigKey, stake: 1 }],
    quorumThreshold: 1,
    stateHash: "",
    changeRecordHash: "",
    previousEntryHash: "",
    signatures: { [nodeId as string]: expect.stringMatching(/^0x[0-9a-f]{130}$/) },
  });
  expect(await home.json("shard-conf-7_0.json")).toMatchObject({
    partitionId: 7,
    shardId: "0x80",
    t2timeout: 5_000_000_000,
    epochStart: 10,
    validators: [await home.json("shard", "node-info.json")],
  });
  expect(await readFile(home.path("trust-base.json"), "utf8")).toContain('\n  "epoch": 1,\n');
  expect((await stat(home.path("root"))).mode & 0o777).toBe(0o700);
  expect((await stat(home.path("root", "keys.json"))).mode & 0o777).toBe(0o600);
});

test.each([
  ["old", "v1"],
  ["new", "v3"],
] as const)("the %s line signs a trust base over its own CBOR tag", async (line, generation) => {
  await using home = await homes(line);
  await makeGenesis(home);
  expect(trustBaseGeneration(await readFile(home.path("trust-base.json"), "utf8"))).toBe(generation);
});

test("init fails on an existing node info and uses keys that are there", async () => {
  await using home = await homes();
  await home.ubft("root-node init --home @/root -g");
  const keys = await readFile(home.path("root", "keys.json"), "utf8");
  const info = await home.json("root", "node-info.json");
  await expect(home.ubft("root-node init --home @/root -g")).rejects.toThrow("already exists");
  await rm(home.path("root", "node-info.json"));
  await home.ubft("root-node init --home @/root -g");
  expect(await readFile(home.path("root", "keys.json"), "utf8")).toBe(keys);
  expect(await home.json("root", "node-info.json")).toEqual(info);
});

test("init without keys and without --generate makes none", async () => {
  await using home = await homes();
  await expect(home.ubft("shard-node init --home @/shard")).rejects.toThrow("keys.json");
  await expect(stat(home.path("shard", "keys.json"))).rejects.toThrow("ENOENT");
});

test("a damaged key file is named, never shown", async () => {
  await using home = await homes();
  await writeFile(home.path("keys.json"), '{"sigKey": {"algorithm": "secp256k1", "privateKey": "0xsecret"}}');
  const failure = await home.ubft("root-node init --home @ -g").catch(String);
  expect(failure).toContain("keys.json");
  expect(failure).not.toContain("0xsecret");
});

test("generate overwrites, unsigned", async () => {
  await using home = await homes();
  await makeGenesis(home);
  await home.ubft("trust-base generate --home @ --node-info @/root/node-info.json");
  expect(await home.json("trust-base.json")).toMatchObject({ signatures: {} });
});

test.each([
  ["frobnicate --home @", "unknown command"],
  ["root-node --home @", "unknown command"],
  ["root-node init --home @ --frob", "frob"],
  ["shard-conf generate --home @ --partition-id 7 --partition-type-id 7", "epoch-start"],
  [
    "shard-conf generate --home @ --partition-id 7 --partition-type-id 7 --epoch-start 1 --t2-timeout 700",
    "range",
  ],
  ["trust-base generate --home @", "node-info"],
  ["trust-base generate --home @ -n @/root/node-info.json --epoch 2", "epoch 1"],
  ["trust-base sign --home @/root --trust-base @/a --trust-base @/b", "exactly one"],
  ["trust-base sign --home @/shard --trust-base @/trust-base.json", "not in the trust base"],
  ["root-node run --home @/root", "trust-base"],
  ["root-node run --home @/root --trust-base @/missing.json", "missing.json"],
])("`ubft %s` fails", async (command, reason) => {
  await using home = await homes();
  await makeGenesis(home);
  await expect(home.ubft(command)).rejects.toThrow(reason);
});

test("shard-conf genesis writes state.cbor once", async () => {
  await using home = await homes();
  await makeGenesis(home);
  await home.ubft("shard-conf genesis --home @/shard --shard-conf @/shard-conf-7_0.json");
  await expect(
    home.ubft("shard-conf genesis --home @/shard --shard-conf @/shard-conf-7_0.json"),
  ).rejects.toThrow("already exists");
});

test("a flag wins over UBFT_*, that over the properties file, and that over the default", async () => {
  await using home = await homes();
  await makeGenesis(home);
  await writeFile(home.path("config.props"), "# comment\nt2-timeout=1000\n");
  const generate =
    "shard-conf generate --home @ --partition-id 7 --partition-type-id 7 --epoch-start 1 --node-info @/shard/node-info.json";
  const t2 = async () => (await home.json("shard-conf-7_0.json")).t2timeout;
  await home.ubft(generate);
  expect(await t2()).toBe(1e9);
  await home.ubft(generate, { UBFT_T2_TIMEOUT: "2000" });
  expect(await t2()).toBe(2e9);
  await home.ubft(`${generate} --t2-timeout=3000`, { UBFT_T2_TIMEOUT: "2000" });
  expect(await t2()).toBe(3e9);
  await rm(home.path("config.props"));
  await home.ubft(generate);
  expect(await t2()).toBe(2.5e9);
});
