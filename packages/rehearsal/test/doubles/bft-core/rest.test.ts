import { expect, test } from "vitest";
import { startTestRoot } from "./support/root.ts";

test("PUT configurations: 200 for one, 400 for what is none, 500 for one that it refuses", async () => {
  await using root = await startTestRoot();
  const conf = await root.home.json("shard-conf-7_0.json");
  const statusOf = async (body: unknown) => (await root.upload(body)).status;
  expect(await statusOf("{")).toBe(400);
  expect(await statusOf({ ...conf, validators: "none" })).toBe(400);
  expect(await statusOf({ ...conf, networkId: 4 })).toBe(500);
  expect(await statusOf({ ...conf, validators: [] })).toBe(500);
  expect(await statusOf({ ...conf, t2timeout: 1 })).toBe(500);
  expect(await (await root.rest("configurations")).json()).toEqual([]);
  expect(await statusOf(conf)).toBe(200);
  expect(await statusOf(conf)).toBe(200);
  expect(await (await root.rest("configurations")).json()).toEqual([conf]);
});

test("other paths are 404", async () => {
  await using root = await startTestRoot();
  expect((await root.rest("frob")).status).toBe(404);
  expect((await root.rest("trustbases?from=1&to=2")).status).toBe(400);
});
