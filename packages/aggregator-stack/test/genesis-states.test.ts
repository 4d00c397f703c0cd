import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refusalOf } from "./support/refusal.ts";
import { shells } from "./support/shells.ts";
import { Volumes } from "./support/volumes.ts";

const finalFiles = [
  "aggregator/genesis.json",
  "aggregator/keys.json",
  "aggregator/node-info.json",
  "aggregator/shard-conf-7_0.json",
  "mongo/genesis.json",
  "public/genesis.json",
  "public/shard-conf-7_0.json",
  "public/trust-base.json",
  "public/trust-base.json.sha256",
  "root/.members",
  "root/generation",
  "root/genesis.json",
  "root/keys.json",
  "root/node-info.json",
  "root/trust-base.json",
];

/** Volumes with a complete genesis, and those of another chain; tests work on copies. */
let complete: Volumes;
let other: Volumes;
beforeAll(async () => {
  [complete, other] = [await Volumes.create(), await Volumes.create()];
  for (const volumes of [complete, other]) expect(await volumes.up()).toMatchObject({ code: 0 });
});
afterAll(async () => {
  for (const volumes of [complete, other]) await volumes[Symbol.asyncDispose]();
});

for (const shell of shells) {
  test(`${shell.name}: an empty state becomes a complete genesis, and a second run changes nothing`, async () => {
    await using volumes = await Volumes.create();
    volumes.shell = shell.command;

    const first = await volumes.up();
    expect(first, first.stderr).toMatchObject({ code: 0 });
    const made = await volumes.snapshot();
    expect(Object.keys(made)).toEqual(finalFiles);
    const trustBase = JSON.parse(made["root/trust-base.json"] ?? "");
    const rootNode = JSON.parse(made["root/node-info.json"] ?? "");
    expect(trustBase).toMatchObject({ networkId: 3, rootNodes: [rootNode] });
    expect(Object.keys(trustBase.signatures)).toEqual([rootNode.nodeId]);
    const shard = JSON.parse(made["aggregator/shard-conf-7_0.json"] ?? "");
    expect(shard).toMatchObject({
      partitionId: 7,
      partitionTypeId: 7,
      epochStart: 10,
      t2timeout: 5_000_000_000,
    });
    expect(shard.validators).toEqual([JSON.parse(made["aggregator/node-info.json"] ?? "")]);
    expect(made["public/trust-base.json"]).toBe(made["root/trust-base.json"]);

    expect(await volumes.up()).toMatchObject({ code: 0 });
    expect(await volumes.snapshot()).toEqual(made);
  });
}

test("private keys are readable by their owner only, the exported files by everybody", async () => {
  await using volumes = await Volumes.create();
  expect(await volumes.up()).toMatchObject({ code: 0 });
  expect(await volumes.mode("root")).toBe(0o700);
  expect(await volumes.mode("aggregator")).toBe(0o700);
  expect(await volumes.mode("root/keys.json")).toBe(0o600);
  expect(await volumes.mode("root/node-info.json")).toBe(0o600);
  expect(await volumes.mode("aggregator/keys.json")).toBe(0o600);
  expect(await volumes.mode("aggregator/node-info.json")).toBe(0o600);
  expect(await volumes.mode("public/trust-base.json")).toBe(0o644);
  for (const content of Object.entries(await volumes.snapshot()))
    if (content[0].startsWith("public/")) expect(content[1]).not.toContain("privateKey");
});

/** States that a crash, a partial copy or an older stack leaves; each is completed without new keys. */
const repairable: Record<string, (volumes: Volumes) => Promise<void>> = {
  "root keys only": (volumes) => volumes.remove("root/node-info.json", "root/trust-base.json"),
  "root node info, but no trust base": (volumes) => volumes.remove("root/trust-base.json"),
  "a trust base that was generated but not signed": async (volumes) => {
    const trustBase = JSON.parse(await volumes.read("root/trust-base.json"));
    await volumes.write("root/trust-base.json", JSON.stringify({ ...trustBase, signatures: {} }, null, 2));
  },
  "a trust base that breaks off": (volumes) => volumes.write("root/trust-base.json", '{\n  "version": 1,\n'),
  "an empty root node info": (volumes) => volumes.write("root/node-info.json", ""),
  "aggregator keys only": (volumes) =>
    volumes.remove("aggregator/node-info.json", "aggregator/shard-conf-7_0.json"),
  "aggregator node info, but no shard configuration": (volumes) =>
    volumes.remove("aggregator/shard-conf-7_0.json"),
  "a shard configuration, but no node info": (volumes) => volumes.remove("aggregator/node-info.json"),
  "a shard configuration that breaks off": (volumes) => volumes.write("aggregator/shard-conf-7_0.json", "{"),
  "a missing export": (volumes) => volumes.remove("public/trust-base.json"),
  "a stale export": (volumes) => volumes.write("public/trust-base.json", "{}"),
  "left-overs of a crashed step": async (volumes) => {
    await volumes.write("root/.stage/node-info.json", "{");
    await volumes.write("aggregator/.stage/keys.json", "{");
  },
  "members not noted yet": (volumes) => volumes.remove("root/.members"),
};

for (const [state, damage] of Object.entries(repairable)) {
  test(`completes, with the same keys and files: ${state}`, async () => {
    await using volumes = await complete.copy();
    const before = await volumes.snapshot();
    await damage(volumes);
    expect(await volumes.snapshot()).not.toEqual(before);

    const result = await volumes.up();
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(await volumes.snapshot()).toEqual(before);
  });
}

/** Key file of a node of another chain. */
const keysOfAnotherGenesis = (node: string) => other.read(`${node}/keys.json`);

/** States that no job may repair, because every repair loses something; each names the whole set. */
const refused: Record<string, { code: string; damage: (volumes: Volumes) => Promise<void> }> = {
  "root keys gone, node info kept": { code: "KEYS_MISSING", damage: (v) => v.remove("root/keys.json") },
  "root keys gone, database kept": {
    code: "KEYS_MISSING",
    damage: async (v) => {
      await v.write("root/trustbase.db", "entries of epoch 1");
      await v.remove("root/keys.json", "root/node-info.json", "root/trust-base.json", "root/generation");
    },
  },
  "root keys break off": { code: "KEYS_DAMAGED", damage: (v) => v.write("root/keys.json", '{ "sigKey":') },
  "aggregator keys gone": { code: "KEYS_MISSING", damage: (v) => v.remove("aggregator/keys.json") },
  "aggregator keys break off": { code: "KEYS_DAMAGED", damage: (v) => v.write("aggregator/keys.json", "") },
  "trust base of another root node": {
    code: "GENESIS_MIXED",
    damage: async (v) =>
      v.write(
        "root/trust-base.json",
        (await v.read("root/trust-base.json")).replaceAll(/16Uiu2HA\w{4}/g, "16Uiu2HAzzzz"),
      ),
  },
  "shard configuration of another validator": {
    code: "GENESIS_MIXED",
    damage: async (v) =>
      v.write(
        "aggregator/shard-conf-7_0.json",
        (await v.read("aggregator/shard-conf-7_0.json")).replace(/16Uiu2HA\w{4}/, "16Uiu2HAzzzz"),
      ),
  },
  "trust base edited by hand": {
    code: "TRUST_BASE_SIGNATURE_WRONG",
    damage: async (v) =>
      v.write(
        "root/trust-base.json",
        (await v.read("root/trust-base.json")).replace('"stake": 1', '"stake": 2'),
      ),
  },
  "root keys replaced alone": {
    code: "KEYS_OF_ANOTHER_NODE",
    damage: async (v) => v.write("root/keys.json", await keysOfAnotherGenesis("root")),
  },
  "aggregator keys replaced alone": {
    code: "KEYS_OF_ANOTHER_NODE",
    damage: async (v) => v.write("aggregator/keys.json", await keysOfAnotherGenesis("aggregator")),
  },
  "root keys and all that is made of them replaced": {
    code: "STATE_OF_ANOTHER_GENESIS",
    damage: async (v) => {
      await v.remove("root/node-info.json", "root/trust-base.json");
      await v.remove("mongo/genesis.json", "aggregator/genesis.json");
      await v.write("root/keys.json", await keysOfAnotherGenesis("root"));
    },
  },
  "mongo wiped alone": { code: "STATE_LOST", damage: (v) => v.wipe("mongo") },
  "mongo wiped alone by `rm *`, which keeps hidden files": {
    code: "STATE_LOST",
    damage: async (v) => {
      await v.write("mongo/.hidden", "");
      for (const file of Object.keys(await v.snapshot())) if (/^mongo\/[^.]/.test(file)) await v.remove(file);
    },
  },
  "mongo emptied, but for the stamp": {
    code: "STATE_LOST",
    damage: async (v) => {
      await v.markUsed();
      await v.remove("mongo/WiredTiger");
    },
  },
  "aggregator keys and configuration deleted by name": {
    code: "AGGREGATOR_REPLACED",
    damage: (v) =>
      v.remove("aggregator/keys.json", "aggregator/node-info.json", "aggregator/shard-conf-7_0.json"),
  },
  "aggregator keys wiped alone": { code: "STATE_LOST", damage: (v) => v.wipe("aggregator") },
  "genesis wiped, mongo kept": { code: "STATE_OF_ANOTHER_GENESIS", damage: (v) => v.wipe("root") },
  "genesis without a generation": { code: "GENERATION_UNKNOWN", damage: (v) => v.remove("root/generation") },
};

for (const [state, { code, damage }] of Object.entries(refused)) {
  test(`refuses, changing nothing that was there: ${state}`, async () => {
    await using volumes = await complete.copy();
    await volumes.write("mongo/WiredTiger", "data");
    await damage(volumes);
    const before = await volumes.snapshot();

    const result = await volumes.up();
    expect(result.code).toBe(1);
    expect(refusalOf(result.stderr)).toBe(code);
    expect(result.stderr).toMatch(/next: .*(whole state set|wipe|makes it again)/);
    expect(await volumes.snapshot()).toMatchObject(before);
    // Again the same answer: a restart policy or a second `up` does not slip through.
    expect((await volumes.up()).stderr).toBe(result.stderr);
  });
}

test("refuses a root database that is gone while its keys are kept", async () => {
  await using volumes = await complete.copy();
  await volumes.write("root/rootchain.db", "rounds");
  expect(await volumes.up()).toMatchObject({ code: 0 });
  await volumes.remove("root/rootchain.db");
  const result = await volumes.up();
  expect(result.code).toBe(1);
  expect(result.stderr).toContain("[CHAIN_MISSING]");
});

test("goes on with a database, and with one that was not made yet", async () => {
  await using volumes = await complete.copy();
  expect(await volumes.up()).toMatchObject({ code: 0 });
  await volumes.write("mongo/WiredTiger", "data");
  await volumes.markUsed();
  const before = await volumes.snapshot();
  expect(await volumes.up()).toMatchObject({ code: 0 });
  expect(await volumes.snapshot()).toEqual(before);
});

test("refuses a database that was filled by another stack", async () => {
  await using volumes = await Volumes.create();
  await volumes.write("mongo/WiredTiger", "data");
  const result = await volumes.up();
  expect(result.code).toBe(1);
  expect(result.stderr).toContain("[STATE_UNKNOWN]");
  // Nothing was stamped either: removing the foreign files is enough.
  await volumes.remove("mongo/WiredTiger");
  expect(await volumes.up()).toMatchObject({ code: 0 });
});

test("refuses state of another generation and says which file to run", async () => {
  await using volumes = await complete.copy();
  const before = await volumes.snapshot();
  volumes.env = { GENERATION: "v3" };
  const result = await volumes.up();
  expect(result.code).toBe(1);
  expect(result.stderr).toContain("[GENERATION_MISMATCH]");
  expect(result.stderr).toContain("state is 'v1', this file is rendered for 'v3'");
  expect(result.stderr).toContain("run the compose file of 'v1'");
  expect(await volumes.snapshot()).toEqual(before);
});

test("refuses a genesis that another root node signed, although its stamp says v1, and starts nothing", async () => {
  await using volumes = await Volumes.create();
  volumes.env = { UBFT_TAG: "39000" };
  const result = await volumes.up();
  expect(result.code).toBe(1);
  expect(result.stderr).toContain("[GENERATION_MISMATCH]");
  expect(result.stderr).toContain("39000 (v3: sdk 3.0); this file is rendered for 'v1'");
  // Neither stamped nor exported: the aggregator and its door wait for both.
  expect(Object.keys(await volumes.snapshot()).filter((file) => !file.startsWith("root/"))).toEqual([]);
  expect(await volumes.snapshot()).not.toHaveProperty(["root/genesis.json"]);
});

test("refuses the genesis of images that began with epoch 0", async () => {
  await using volumes = await Volumes.create();
  volumes.env = { UBFT_EPOCH: "0" };
  expect((await volumes.up()).stderr).toContain("[TRUST_BASE_EPOCH_0]");
});

test("a trust base that was edited is made again, the same, once it is removed alone", async () => {
  await using volumes = await complete.copy();
  const before = await volumes.snapshot();
  await volumes.write("root/trust-base.json", (before["root/trust-base.json"] ?? "").replace(": 0,", ": 5,"));
  expect((await volumes.up()).stderr).toMatch(/next: .*remove this file alone/);
  await volumes.remove("root/trust-base.json");
  expect(await volumes.up()).toMatchObject({ code: 0 });
  expect(await volumes.snapshot()).toEqual(before);
});

test("the stamp is generation and genesis id, in each volume of the set and for everybody", async () => {
  await using volumes = await complete.copy();
  const { rootNodes } = JSON.parse(await volumes.read("root/trust-base.json"));
  const nodes = rootNodes.map(({ nodeId, sigKey }: Record<string, string>) => ({ nodeId, sigKey }));
  const core = JSON.stringify({ networkId: 3, rootNodes: nodes });
  const genesisId = createHash("sha256").update(core).digest("hex");
  const stamp = JSON.stringify({ generation: "v1", genesisId });
  for (const volume of ["root", "aggregator", "mongo", "public"])
    expect(await volumes.read(`${volume}/genesis.json`)).toBe(`${stamp}\n`);
});

test("keeps keys that were put there beforehand, which makes a stable trust base", async () => {
  await using second = await Volumes.create();
  for (const file of ["root/keys.json", "aggregator/keys.json"])
    await second.write(file, await complete.read(file));
  expect(await second.up()).toMatchObject({ code: 0 });
  expect(await second.read("root/trust-base.json")).toBe(await complete.read("root/trust-base.json"));
  expect(await second.read("aggregator/shard-conf-7_0.json")).toBe(
    await complete.read("aggregator/shard-conf-7_0.json"),
  );
  expect(await second.mode("root/keys.json")).toBe(0o600);
});

test("reads trust bases however they are spaced", async () => {
  await using volumes = await complete.copy();
  for (const space of [undefined, 4, "\t"]) {
    const trustBase = JSON.parse(await volumes.read("root/trust-base.json"));
    await volumes.write("root/trust-base.json", JSON.stringify(trustBase, null, space));
    const result = await volumes.up();
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(await volumes.read("public/trust-base.json")).toBe(JSON.stringify(trustBase, null, space));
  }
});
