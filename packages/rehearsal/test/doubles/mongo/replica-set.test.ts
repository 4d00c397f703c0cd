import { hostname } from "node:os";
import { expect, test } from "vitest";
import type { ReplicaSetConfiguration } from "../../../src/doubles/mongo/replica-set/configuration.ts";
import { isThisNode } from "../../../src/doubles/mongo/replica-set/is-this-node.ts";
import { ELECTION_MS, ReplicaSet } from "../../../src/doubles/mongo/replica-set/replica-set.ts";

const config = { _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] };

/** What a node keeps and where it is, over its restarts. */
function surroundings() {
  const around = {
    name: "rs0" as string | undefined,
    stored: undefined as ReplicaSetConfiguration | undefined,
    resolves: true,
    time: 0,
  };
  const start = () =>
    ReplicaSet.start({
      name: around.name,
      load: () => around.stored,
      save: (configuration) => {
        around.stored = configuration;
      },
      isThisNode: async () => around.resolves,
      now: () => around.time,
    });
  return { around, start };
}

test("a fresh node is no member, does not say a set's name, and cannot write", async () => {
  const set = await surroundings().start();
  expect(set.hello()).toEqual({
    isWritablePrimary: false,
    secondary: false,
    info: "Does not have a valid replica set config",
    isreplicaset: true,
  });
  expect(() => set.status()).toThrow(expect.objectContaining({ codeName: "NotYetInitialized", code: 94 }));
  expect(() => set.requireWritable()).toThrow(expect.objectContaining({ codeName: "NotWritablePrimary" }));
  expect(() => set.requireReadable()).toThrow(expect.objectContaining({ codeName: "NotPrimaryOrSecondary" }));
});

test("an initiated node elects itself for a while before it is writable primary, and so after each restart", async () => {
  const { around, start } = surroundings();
  const first = await start();
  await first.initiate(config);
  for (const term of [1, 2]) {
    const set = term === 1 ? first : await start();
    const began = around.time;
    expect(set.hello()).toMatchObject({ isWritablePrimary: false, secondary: true, setName: "rs0" });
    expect(set.hello()).not.toHaveProperty("primary");
    around.time = began + ELECTION_MS - 1;
    expect(() => set.requireWritable()).toThrow("not primary");
    set.requireReadable();
    around.time = began + ELECTION_MS;
    set.requireWritable();
    expect(set.hello()).toMatchObject({ isWritablePrimary: true, primary: "mongo:27017", me: "mongo:27017" });
    expect(set.status()).toMatchObject({
      set: "rs0",
      myState: 1,
      term,
      members: [{ name: "mongo:27017", stateStr: "PRIMARY", self: true }],
    });
  }
});

test.each([
  ["its member name leads elsewhere", { resolves: false }],
  ["it is started for another set", { name: "rs1" }],
])(
  "a restarted node is removed from its set when %s, keeps its configuration and comes back",
  async (_, change) => {
    const { around, start } = surroundings();
    await (await start()).initiate(config);
    const before = { ...around };
    Object.assign(around, change);
    const removed = await start();
    around.time += ELECTION_MS;
    expect(removed.state()).toBe("REMOVED");
    expect(removed.hello()).toMatchObject({ isWritablePrimary: false, secondary: false, isreplicaset: true });
    expect(removed.hello()).not.toHaveProperty("setName");
    const notMember = { codeName: "InvalidReplicaSetConfig", code: 93 };
    expect(() => removed.status()).toThrow(expect.objectContaining(notMember));
    expect(() => removed.requireWritable()).toThrow("not primary");
    await expect(removed.initiate(config)).rejects.toMatchObject({
      codeName: "name" in change ? "InvalidReplicaSetConfig" : "AlreadyInitialized",
    });
    Object.assign(around, { resolves: before.resolves, name: before.name });
    expect((await start()).state()).toBe("SECONDARY");
  },
);

test("initiate refuses a second time, another name, a foreign host, several members, and stores nothing", async () => {
  const { around, start } = surroundings();
  const set = await start();
  const invalid = { codeName: "InvalidReplicaSetConfig" };
  await expect(set.initiate({ ...config, _id: "rs9" })).rejects.toMatchObject(invalid);
  await expect(set.initiate({ ...config, members: [] })).rejects.toThrow("sets of one member");
  await expect(set.initiate({ ...config, settings: {} })).rejects.toMatchObject(invalid);
  await expect(set.initiate(undefined)).rejects.toMatchObject(invalid);
  around.resolves = false;
  await expect(set.initiate(config)).rejects.toThrow("for replica set rs0 maps to this node");
  expect(around.stored).toBeUndefined();
  around.resolves = true;
  const both = await Promise.allSettled([set.initiate(config), set.initiate(config)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(set.initiate(config)).rejects.toMatchObject({ codeName: "AlreadyInitialized", code: 23 });
});

test("a node without a set writes at once, and has neither status nor transactions", async () => {
  const { around, start } = surroundings();
  around.name = undefined;
  const set = await start();
  expect(set.hello()).toEqual({ isWritablePrimary: true });
  set.requireWritable();
  expect(() => set.status()).toThrow(expect.objectContaining({ codeName: "NoReplicationEnabled" }));
  expect(() => set.requireTransactions()).toThrow(expect.objectContaining({ codeName: "IllegalOperation" }));
  await expect(set.initiate(config)).rejects.toMatchObject({ codeName: "NoReplicationEnabled" });
});

test("a member leads here by its port and by an address that the node listens at", async () => {
  const local = { port: 27017, addresses: ["127.0.0.1"] };
  expect(await isThisNode("localhost:27017", local)).toBe(true);
  expect(await isThisNode("127.0.0.1:27018", local)).toBe(false);
  expect(await isThisNode("192.0.2.1:27017", { ...local, addresses: "all" })).toBe(false);
  expect(await isThisNode("no-such-host.invalid:27017", local)).toBe(false);
  expect(await isThisNode(`${hostname()}:27017`, { ...local, addresses: "all" })).toBe(true);
});
