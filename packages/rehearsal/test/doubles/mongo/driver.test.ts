import { connect } from "node:net";
import { expect, test } from "vitest";
import { connectDocuments } from "../../../src/doubles/mongo/client.ts";
import { parseUri } from "../../../src/doubles/mongo/driver/uri.ts";
import { startNode } from "../../../src/doubles/mongo/mongod/start.ts";
import { forward } from "./support/forwarder.ts";
import { testNode } from "./support/node.ts";

const SOON = { selectionTimeoutMs: 300 };

test("a direct connection takes a member whatever its state, and no other set", async () => {
  await using node = await testNode();
  await expect(node.connect(undefined, SOON)).rejects.toMatchObject({
    codeName: "ServerSelection",
    message: expect.stringContaining("Does not have a valid replica set config"),
  });
  await node.ask({
    op: "replSetInitiate",
    config: { _id: "rs0", members: [{ _id: 0, host: node.address }] },
  });
  await using electing = await node.connect();
  expect(await electing.hello()).toMatchObject({ isWritablePrimary: false, secondary: true });
  await expect(electing.insert("blocks", [{}])).rejects.toMatchObject({ codeName: "NotWritablePrimary" });
  expect(await electing.find("blocks")).toEqual([]);
  await expect(node.connect("replicaSet=rs1&directConnection=true", SOON)).rejects.toThrow(
    "in replica set rs0, not rs1",
  );
});

test("without a direct connection it waits for the primary and follows the name in the set", async () => {
  await using node = await testNode();
  await node.initiate(`localhost:${node.port}`);
  await using byName = await node.connect("replicaSet=rs0");
  expect((await byName.hello()).primary).toBe(`localhost:${node.port}`);
  await byName.insert("blocks", [{ index: 1 }]);

  await node.stop();
  await node.start();
  await expect(node.connect("replicaSet=rs0", SOON)).rejects.toThrow(`localhost:${node.port}: no primary`);
});

test("a client talks to the member's name, a direct one to the address that it was given", async () => {
  await using node = await testNode();
  await node.initiate();
  using other = await forward(node.port);
  const open = (query: string) =>
    connectDocuments(`mongodb://127.0.0.1:${other.port}/aggregator?replicaSet=rs0${query}`, {
      connectTimeoutMs: 2_000,
      ...SOON,
    });
  await using follower = await open("");
  await using direct = await open("&directConnection=true");
  expect(await direct.find("blocks")).toEqual([]);
  other.close();
  expect(await follower.insert("blocks", [{ index: 1 }])).toEqual({ count: 1 });
  await expect(direct.find("blocks")).rejects.toMatchObject({ codeName: "ServerSelection" });
});

test("nobody there, and a member that was removed from its set, are not taken by the set's name", async () => {
  await using node = await testNode();
  await node.initiate();
  await node.stop();
  await expect(node.connect(undefined, SOON)).rejects.toThrow(/ECONNREFUSED/);
  const moved = await startNode(
    { dbpath: node.dbpath, replSet: "rs0", port: 0, addresses: ["127.0.0.1"] },
    { onFault() {}, log() {}, now: () => 1e6 },
  );
  try {
    const uri = `mongodb://127.0.0.1:${moved.port}/aggregator?replicaSet=rs0&directConnection=true`;
    await expect(connectDocuments(uri, { connectTimeoutMs: 2_000, ...SOON })).rejects.toMatchObject({
      codeName: "ServerSelection",
      message: expect.stringContaining("not in replica set rs0"),
    });
  } finally {
    await moved.close();
  }
});

test("a broken connection is made anew by the next call, for reads and for writes", async () => {
  await using node = await testNode();
  await node.initiate();
  await using documents = await node.connect();
  await documents.insert("blocks", [{ index: 1 }]);
  await node.stop();
  await node.start();
  expect(await documents.find("blocks")).toMatchObject([{ index: 1 }]);
  node.pass(10_000);
  expect(await documents.insert("blocks", [{ index: 2 }])).toEqual({ count: 1 });
  await documents.close();
  await expect(documents.find("blocks")).rejects.toMatchObject({ codeName: "Network" });
});

test("a node without a set has no transactions, and is not taken for a member", async () => {
  await using node = await testNode("");
  await using documents = await node.connect("directConnection=true");
  await documents.insert("blocks", [{ index: 1 }]);
  await expect(documents.transaction([])).rejects.toMatchObject({ codeName: "IllegalOperation" });
  await expect(node.connect("replicaSet=rs0", SOON)).rejects.toThrow("no replica set");
});

test("an address that the double does not know is refused before anything is connected", async () => {
  expect(parseUri("mongodb://a:1,b/aggregator?replicaSet=rs0")).toEqual({
    seeds: [
      { name: "a:1", host: "a", port: 1 },
      { name: "b:27017", host: "b", port: 27017 },
    ],
    database: "aggregator",
    replicaSet: "rs0",
    directConnection: false,
  });
  for (const uri of [
    "mongodb+srv://a/b",
    "mongodb://user:password@a/b",
    "mongodb://a/b?tls=true",
    "mongodb://a,b/c?directConnection=true",
    "mongodb://a:99999/b",
  ])
    await expect(
      connectDocuments(uri, { connectTimeoutMs: 1, selectionTimeoutMs: 1 }),
      uri,
    ).rejects.toMatchObject({ codeName: "BadValue" });
});

test("what is no request is refused, and the node goes on", async () => {
  await using node = await testNode();
  const say = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(node.port, "127.0.0.1", () => socket.write(text));
      socket.on("error", reject).once("data", (data) => {
        socket.destroy();
        resolve(data.toString());
      });
    });
  expect(JSON.parse(await say("nonsense\n"))).toMatchObject({ id: null, ok: 0, codeName: "FailedToParse" });
  expect(JSON.parse(await say('{"id":1}\n'))).toMatchObject({ id: 1, ok: 0, codeName: "CommandNotFound" });
  expect(JSON.parse(await say('{"id":2,"op":"find","db":"a"}\n'))).toMatchObject({
    id: 2,
    codeName: "BadValue",
  });
  expect(await node.ask({ op: "ping" })).toMatchObject({ ok: 1 });
});
