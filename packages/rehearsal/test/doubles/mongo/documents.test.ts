import { expect, test } from "vitest";
import type { Filter, FindOptions } from "../../../src/doubles/mongo/client.ts";
import { testNode } from "./support/node.ts";

async function primary() {
  await using stack = new AsyncDisposableStack();
  const node = stack.use(await testNode());
  await node.initiate();
  const documents = stack.use(await node.connect());
  const kept = stack.move();
  return { node, documents, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

test("finds by equality, bounds and missing fields, in the order that was asked for", async () => {
  await using node = await primary();
  const { documents } = node;
  await documents.insert("blocks", [
    { index: 3, root: { hash: "c" }, done: true },
    { index: 10, root: { hash: "a" } },
    { index: "2", root: { hash: "b" } },
  ]);
  const indexes = async (filter?: Filter, options?: FindOptions) =>
    (await documents.find("blocks", filter, options)).map(({ index }) => index);
  expect(await indexes()).toEqual([3, 10, "2"]);
  expect(await indexes({ index: 3 })).toEqual([3]);
  expect(await indexes({ index: { $gt: 2 } })).toEqual([3, 10]);
  expect(await indexes({ index: { $gte: 3, $lt: 10 } })).toEqual([3]);
  expect(await indexes({ index: { $lte: "3" } })).toEqual(["2"]);
  expect(await indexes({ done: true })).toEqual([3]);
  expect(await indexes({ done: null })).toEqual([10, "2"]);
  expect(await indexes({ "root.hash": "b" })).toEqual(["2"]);
  expect(await indexes({}, { sort: { "root.hash": 1 } })).toEqual([10, "2", 3]);
  expect(await indexes({ index: { $gt: 0 } }, { sort: { index: -1 }, limit: 1 })).toEqual([10]);
  expect(await documents.find("others")).toEqual([]);
  expect(await documents.count("blocks", { done: null })).toBe(2);
});

test("gives a document an _id, and replaces it without changing that", async () => {
  await using node = await primary();
  const { documents } = node;
  expect(await documents.insert("locks", [{ name: "leader" }])).toEqual({ count: 1 });
  const [stored] = await documents.find("locks");
  expect(stored).toEqual({ _id: expect.stringMatching(/^[0-9a-f]{24}$/), name: "leader" });
  expect(await documents.replace("locks", { name: "leader" }, { name: "x", by: "b" })).toEqual({ count: 1 });
  expect(await documents.find("locks")).toEqual([{ _id: stored?._id, name: "x", by: "b" }]);
  await expect(documents.replace("locks", { name: "x" }, { _id: 1 })).rejects.toMatchObject({ code: 66 });

  expect(await documents.replace("locks", { name: "y" }, { name: "y" })).toEqual({ count: 0 });
  expect(await documents.replace("locks", { _id: "k" }, { name: "y" }, { upsert: true })).toEqual({
    count: 1,
  });
  expect(await documents.find("locks", { name: "y" })).toEqual([{ _id: "k", name: "y" }]);
  expect(await documents.remove("locks", { name: "x" })).toEqual({ count: 1 });
  expect(await documents.count("locks")).toBe(1);
});

test("a unique index refuses a second document as MongoDB does, a missing field counting as null", async () => {
  await using node = await primary();
  const { documents } = node;
  await documents.createIndex("records", { stateId: 1, epoch: -1 }, { unique: true });
  await documents.createIndex("records", { stateId: 1, epoch: -1 }, { unique: true });
  await documents.insert("records", [{ stateId: "a" }, { stateId: "a", epoch: 1 }]);
  await expect(
    documents.insert("records", [{ stateId: "b" }, { stateId: "a" }, { stateId: "c" }]),
  ).rejects.toMatchObject({
    code: 11000,
    codeName: "DuplicateKey",
    message:
      'E11000 duplicate key error collection: aggregator.records index: stateId_1_epoch_-1 dup key: { stateId: "a", epoch: null }',
  });
  expect((await documents.find("records")).map(({ stateId }) => stateId)).toEqual(["a", "a", "b"]);
  await expect(documents.insert("records", [{ _id: 1 }, { _id: 1 }])).rejects.toMatchObject({ code: 11000 });
  await expect(documents.createIndex("records", { stateId: 1 }, { unique: true })).rejects.toMatchObject({
    code: 11000,
  });
  await expect(documents.createIndex("records", { stateId: 1, epoch: -1 })).rejects.toMatchObject({
    code: 86,
  });
});

test("a transaction writes everything or nothing", async () => {
  await using node = await primary();
  const { documents } = node;
  await documents.createIndex("blocks", { index: 1 }, { unique: true });
  await documents.insert("commitments", [{ id: 1 }, { id: 2 }]);
  const move = (index: number) =>
    documents.transaction([
      { op: "remove", collection: "commitments", filter: { id: { $lte: 2 } } },
      { op: "insert", collection: "records", documents: [{ id: 1 }, { id: 2 }] },
      { op: "replace", collection: "state", filter: { _id: 1 }, document: { index }, upsert: true },
      { op: "insert", collection: "blocks", documents: [{ index }] },
    ]);
  await documents.insert("blocks", [{ index: 7 }]);
  await expect(move(7)).rejects.toMatchObject({ codeName: "DuplicateKey" });
  expect(await documents.count("commitments")).toBe(2);
  expect(await documents.find("records")).toEqual([]);
  expect(await documents.find("state")).toEqual([]);
  expect(await move(8)).toEqual({ count: 6 });
  expect(await documents.count("commitments")).toBe(0);
  expect(await documents.find("state")).toEqual([{ _id: 1, index: 8 }]);
});

test("hands over more than one message holds, whole and in order", async () => {
  await using node = await primary();
  const { documents } = node;
  const text = "x".repeat(1024 * 1024);
  for (let index = 0; index < 10; index++) await documents.insert("big", [{ index, text }]);
  expect((await documents.find("big", {}, { sort: { index: -1 } })).map(({ index }) => index)).toEqual([
    9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
  ]);
  expect(await documents.find("big", {}, { limit: 7 })).toHaveLength(7);
  await expect(documents.insert("big", [{ text: "x".repeat(17 * 1024 * 1024) }])).rejects.toMatchObject({
    code: 10334,
  });
});

test("refuses what it does not know, by name, and changes nothing", async () => {
  await using node = await primary();
  const { documents } = node;
  await documents.insert("blocks", [{ index: 1 }]);
  const refused = { codeName: "BadValue" };
  await expect(documents.find("blocks", { 'a") OR 1=1 --': 1 })).rejects.toMatchObject(refused);
  await expect(documents.find("blocks", { index: { $in: [1] } } as never)).rejects.toMatchObject(refused);
  await expect(documents.remove('blocks"; DROP TABLE x', {})).rejects.toMatchObject(refused);
  await expect(documents.insert("system.users", [{}])).rejects.toMatchObject(refused);
  await expect(node.node.ask({ op: "aggregate", db: "aggregator" })).rejects.toMatchObject({
    codeName: "CommandNotFound",
    message: "no such command: 'aggregate'",
  });
  expect(await documents.count("blocks")).toBe(1);
});
