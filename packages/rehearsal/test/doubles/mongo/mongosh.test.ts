import { readdirSync } from "node:fs";
import { join } from "node:path";
import { script } from "aggregator-stack";
import { expect, test } from "vitest";
import { ELECTION_MS } from "../../../src/doubles/mongo/replica-set/replica-set.ts";
import { temporaryFolder } from "./support/folder.ts";
import { testNode } from "./support/node.ts";
import { runProgram } from "./support/program.ts";

/** A node and mongosh to ask it. */
async function shell(replSet = "rs0") {
  await using stack = new AsyncDisposableStack();
  const node = stack.use(await testNode(replSet));
  const home = stack.use(temporaryFolder());
  const kept = stack.move();
  const run = (args: string[], env: Record<string, string> = {}) =>
    runProgram(["mongosh", ...args], { HOME: home.path, ...env });
  return {
    node,
    home: home.path,
    run,
    ask: (text: string) => run(["--quiet", "--norc", "--port", String(node.port), "--eval", text]),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** The stack's script, for a node that is not called `mongo:27017`. */
const health = script("mongo-health.js");

test("the health script of the aggregator's stack is known, waits 5 s for the election, and ends as in MongoDB", async () => {
  await using mongo = await shell();
  const first = await mongo.ask(health);
  expect(first).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("for replica set rs0 maps to this node"),
  });
  await mongo.node.ask({
    op: "replSetInitiate",
    config: { _id: "rs0", members: [{ _id: 0, host: mongo.node.address }] },
  });
  const before = performance.now();
  expect(await mongo.ask(health)).toEqual({ code: 1, stdout: "", stderr: "" });
  expect(performance.now() - before).toBeGreaterThan(5_000);
  mongo.node.pass(ELECTION_MS);
  expect(await mongo.ask(health)).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("every expression of the table gives what mongosh prints", async () => {
  await using mongo = await shell();
  expect(await mongo.ask("rs.status()")).toMatchObject({
    code: 1,
    stderr: "MongoServerError[NotYetInitialized]: no replset config has been received\n",
  });
  const initiate = `rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: "${mongo.node.address}" }] });`;
  expect(await mongo.ask(initiate)).toMatchObject({ code: 0, stdout: "{ ok: 1 }\n" });
  mongo.node.pass(ELECTION_MS);
  const documents = await mongo.node.connect();
  await documents.insert("blocks", [{}, {}]);
  await documents.close();
  const print = async (text: string) => (await mongo.ask(text)).stdout.trim();
  expect(await print("db.hello().isWritablePrimary")).toBe("true");
  expect(await print("db.hello().setName")).toBe("rs0");
  expect(await print("db.hello()")).toMatch(/^\{\n {2}isWritablePrimary: true,/);
  expect(await print("rs.status().ok")).toBe("1");
  for (const ping of ['db.adminCommand("ping")', "db.adminCommand({ ping: 1 })", "db.runCommand({ping:1})"])
    expect(await print(ping)).toBe("{ ok: 1 }");
  expect(await print("db.runCommand({ ping: 1 }).ok")).toBe("1");
  expect(await print('db.getSiblingDB("aggregator").blocks.countDocuments({})')).toBe("2");
  expect(await print('db.getSiblingDB("aggregator").getCollection("blocks").drop()')).toBe("true");
  expect(await print("db.getSiblingDB('aggregator').blocks.countDocuments({})")).toBe("0");
  expect(await print('db.getSiblingDB("aggregator").dropDatabase()')).toContain("ok: 1");
  expect(await mongo.ask("quit(7)")).toEqual({ code: 7, stdout: "", stderr: "" });
});

test("an expression that is not in the table fails and is named", async () => {
  await using mongo = await shell();
  for (const text of [
    "db.blocks.find()",
    'db.getSiblingDB("a").blocks.drop(); db.getSiblingDB("b").dropDatabase()',
    health.replace("mongo:27017", "other:27017"),
    'rs.initiate({ _id: "rs0", members: members })',
  ]) {
    const { code, stderr } = await mongo.ask(text);
    expect(code).toBe(1);
    expect(stderr).toContain("this double of mongosh does not know the");
  }
  expect(await mongo.node.ask({ op: "hello" })).not.toHaveProperty("setName");
});

test("it fails without a server, and on arguments that it does not know", async () => {
  await using mongo = await shell();
  await mongo.node.stop();
  expect(await mongo.ask("db.hello()")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^MongoNetworkError: connect ECONNREFUSED/),
  });
  for (const args of [["--eval"], ["--shell", "--eval", "1"], ["--quiet"], ["a", "b", "--eval", "1"]])
    expect(await mongo.run(args)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Error parsing command line: /),
    });
});

test("each run leaves a log below HOME; without one that it can write to, it warns and goes on", async () => {
  await using mongo = await shell();
  await mongo.ask("db.hello()");
  await mongo.ask("db.hello()");
  expect(readdirSync(join(mongo.home, ".mongodb/mongosh"))).toHaveLength(2);
  const address = `mongodb://${mongo.node.address}/test?directConnection=true`;
  const { code, stdout, stderr } = await mongo.run(
    ["--quiet", address, "--eval", "db.hello().isWritablePrimary"],
    {
      HOME: "/dev/null",
    },
  );
  expect({ code, stdout }).toEqual({ code: 0, stdout: "false\n" });
  expect(stderr).toMatch(/^Warning: Could not access file: ENOTDIR/);
});
