import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connectDocuments } from "../../../src/doubles/mongo/client.ts";
import { startNode } from "../../../src/doubles/mongo/mongod/start.ts";
import { temporaryFolder } from "./support/folder.ts";
import { runProgram, startProgram } from "./support/program.ts";

/** The flags of the aggregator's stack, with a free port. */
const flags = (dbpath: string, port = 0) => [
  ...["mongod", "--dbpath", dbpath, "--replSet", "rs0", "--wiredTigerCacheSizeGB", "0.25"],
  ...["--port", String(port), "--setParameter", "diagnosticDataCollectionEnabled=false"],
];

/** mongod as a process, when it listens. */
async function startMongod(dbpath: string) {
  const child = startProgram(flags(dbpath));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let output = "";
  child.stdout?.on("data", (data) => {
    output += String(data);
    const port = /"Waiting for connections","attr":\{"port":(\d+)\}/.exec(output)?.[1];
    if (port) resolve(Number(port));
  });
  void child.then(() => reject(new Error(`mongod ended: ${output}`)));
  const port = await promise;
  const stop = async (signal: "SIGTERM" | "SIGKILL") => {
    child.kill(signal);
    return (await child).exitCode;
  };
  return { port, stop, [Symbol.asyncDispose]: async () => void (await stop("SIGKILL")) };
}

const times = { connectTimeoutMs: 5_000, selectionTimeoutMs: 10_000 };

test("documents and the set survive kill -9 and TERM; only TERM leaves an empty lock file", async () => {
  using folder = temporaryFolder();
  const lock = () => readFileSync(join(folder.path, "mongod.lock"), "utf8");
  {
    await using mongod = await startMongod(folder.path);
    const place = `127.0.0.1:${mongod.port}`;
    const initiate = `rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "${place}" }] })`;
    const port = String(mongod.port);
    expect(await runProgram(["mongosh", "--quiet", "--port", port, "--eval", initiate])).toMatchObject({
      code: 0,
    });
    await using documents = await connectDocuments(`mongodb://${place}/aggregator?replicaSet=rs0`, times);
    await documents.insert("blocks", [{ index: 1 }]);
    await mongod.stop("SIGKILL");
    expect(lock()).not.toBe("");
  }
  // The member's port is another one now, so the node is no member; its data is read without the set.
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    await using mongod = await startMongod(folder.path);
    expect(lock()).toMatch(/^\d+\n$/);
    const port = String(mongod.port);
    expect(await runProgram(["mongosh", "--quiet", "--port", port, "--eval", "rs.status()"])).toMatchObject({
      code: 1,
      stderr:
        "MongoServerError[InvalidReplicaSetConfig]: Our replica set config is invalid or we are not a member of it\n",
    });
    if (signal === "SIGTERM") {
      expect(await mongod.stop(signal)).toBe(0);
      expect(lock()).toBe("");
    }
  }
  const alone = await runStandalone(folder.path);
  expect(alone).toMatchObject([{ index: 1 }]);
});

/** What a node without a set finds in the folder. */
async function runStandalone(dbpath: string) {
  const flags = { dbpath, replSet: undefined, port: 0, addresses: ["127.0.0.1"] };
  const node = await startNode(flags, { onFault() {}, log() {}, now: () => 0 });
  try {
    const uri = `mongodb://127.0.0.1:${node.port}/aggregator?directConnection=true`;
    await using documents = await connectDocuments(uri, times);
    return await documents.find("blocks");
  } finally {
    await node.close();
  }
}

test("two never run on one folder", async () => {
  using folder = temporaryFolder();
  await using _ = await startMongod(folder.path);
  const lock = readFileSync(join(folder.path, "mongod.lock"), "utf8");
  const { code, stdout } = await runProgram(flags(folder.path));
  expect(code).toBe(100);
  expect(stdout).toContain("DBPathInUse: Unable to lock the lock file");
  expect(readFileSync(join(folder.path, "mongod.lock"), "utf8")).toBe(lock);
});

test("a folder that is missing, damaged or of the real MongoDB ends it, and nothing is changed", async () => {
  using folder = temporaryFolder();
  const missing = join(folder.path, "missing");
  expect(await runProgram(flags(missing))).toMatchObject({
    code: 100,
    stdout: expect.stringContaining("NonExistentPath"),
  });
  expect(existsSync(missing)).toBe(false);

  const foreign = join(folder.path, "foreign");
  mkdirSync(foreign);
  writeFileSync(join(foreign, "WiredTiger"), "");
  expect(await runProgram(flags(foreign))).toMatchObject({
    code: 100,
    stdout: expect.stringContaining("BadValue"),
  });
  expect(readdirSync(foreign)).toEqual(["WiredTiger"]);

  const damaged = join(folder.path, "damaged");
  mkdirSync(damaged);
  const text = "not a database".repeat(100);
  writeFileSync(join(damaged, "double.sqlite"), text);
  expect(await runProgram(flags(damaged))).toMatchObject({
    code: 14,
    stdout: expect.stringContaining("file is not a database"),
  });
  expect(readFileSync(join(damaged, "double.sqlite"), "utf8")).toBe(text);
});

test("a port that is taken ends it with 48", async () => {
  using folder = temporaryFolder();
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    const { port } = server.address() as { port: number };
    const { code, stdout } = await runProgram(flags(folder.path, port));
    expect(code).toBe(48);
    expect(stdout).toContain("Failed to set up listener: SocketException");
  } finally {
    server.close();
  }
});

test.each([
  [["--foo"], "unrecognised option '--foo'"],
  [["--dbpath"], "the required argument for option '--dbpath' is missing"],
  [["--bind_ip_all=yes"], "option '--bind_ip_all' does not take any arguments"],
  [["--port", "1", "--port", "2"], 'Multiple occurrences of option "--port"'],
  [["--port", "x"], "port must be between 0 and 65535"],
  [["--wiredTigerCacheSizeGB", "0.1"], "wiredTigerCacheSizeGB must be between 0.25 and 10000"],
  [["--setParameter", "noSuchThing=1"], "Unknown --setParameter 'noSuchThing'"],
  [["--setParameter", "diagnosticDataCollectionEnabled"], "Illegal option assignment"],
  [["serve"], "too many positional options"],
])("%j is refused with 2 before the folder is touched", async (args, problem) => {
  using folder = temporaryFolder();
  const dbpath = args[0] === "--dbpath" ? [] : ["--dbpath", folder.path];
  const { code, stderr } = await runProgram(["mongod", ...dbpath, ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(problem);
  expect(readdirSync(folder.path)).toEqual([]);
});
