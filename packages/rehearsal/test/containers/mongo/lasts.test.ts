import { expect } from "vitest";
import { docker, uniqueName, withEngine } from "../../support/engine.ts";
import { eventually } from "../faucet/support/wait.ts";
import { killOnHost } from "../matrix/support/host-process.ts";
import { mongoImage, runToItsEnd, stackMongo } from "./support/mongo.ts";

/** What the container's clients find in the database. */
const HELLO = "db.hello().isWritablePrimary";
const COUNT = 'db.getSiblingDB("aggregator").blocks.countDocuments({})';

/** Writes a document with the client, from inside the container. */
const WRITE = `const net = require("node:net").connect(27017, "127.0.0.1");
net.write(JSON.stringify({ id: 1, op: "insert", db: "aggregator", collection: "blocks", documents: [{}] }) + "\\n");
net.once("data", (answer) => { console.log(String(answer)); net.destroy(); });`;

withEngine(
  "as the stack runs it, it becomes primary by its health command, and keeps set and data over kill -9, stop and a new container",
  async () => {
    await using mongo = await stackMongo();
    const { service } = mongo;
    const write = async () =>
      JSON.parse((await service.run("/usr/local/lib/mongo-double/node", "-e", WRITE)).stdout);
    await mongo.up();
    expect(await mongo.ask(HELLO)).toMatchObject({ exitCode: 0, stdout: "true", stderr: "" });
    expect((await mongo.ask("db.hello().me")).stdout).toBe("mongo:27017");
    expect(await write()).toEqual({ id: 1, ok: 1, count: 1 });
    expect((await service.run("id", "-u")).stdout).toBe("1001");
    expect((await service.run("touch", "/here")).exitCode).not.toBe(0);

    const container = await service.container();
    const process = async () => {
      const [pid, running] = (
        await docker("inspect", "--format", "{{.State.Pid}} {{.State.Running}}", container)
      ).split(" ");
      return { pid: Number(pid), running: running === "true" };
    };
    const before = await process();
    await killOnHost(before.pid);
    await eventually("it runs again", async () => {
      const now = await process();
      return now.running && now.pid !== before.pid;
    });
    await eventually("it is primary again", async () => (await mongo.ask(HELLO)).stdout === "true");
    expect((await mongo.ask(COUNT)).stdout).toBe("1");
    expect(await write()).toMatchObject({ ok: 1 });

    await docker("stop", container);
    expect(await docker("inspect", "--format", "{{.State.ExitCode}}", container)).toBe("0");
    await mongo.up();
    expect((await mongo.ask(COUNT)).stdout).toBe("2");
    expect((await mongo.ask("rs.status().set")).stdout).toBe("rs0");
  },
);

withEngine(
  "a container whose name is not the member's is removed from the set: unhealthy, read-only, and nothing is lost",
  async () => {
    await using mongo = await stackMongo();
    await mongo.up();
    // Compose gives every container its service's name on the network; this one then answers to another.
    const renamed = {
      extra_hosts: { mongo: "192.0.2.1" },
      healthcheck: { interval: "1s", retries: 1, start_period: "0s" },
    };
    await mongo.start(renamed);
    const container = await mongo.service.container();
    const health = await eventually("its health is known", async () => {
      const now = await docker("inspect", "--format", "{{.State.Health.Status}}", container);
      return now !== "starting" && now;
    });
    expect(health).toBe("unhealthy");
    expect(await mongo.ask("rs.status()")).toMatchObject({
      exitCode: 1,
      stderr:
        "MongoServerError[InvalidReplicaSetConfig]: Our replica set config is invalid or we are not a member of it",
    });
    expect((await mongo.ask(HELLO)).stdout).toBe("false");
    expect((await mongo.ask('db.getSiblingDB("aggregator").dropDatabase()')).stderr).toContain("not primary");
    await mongo.up();
    expect((await mongo.ask(HELLO)).stdout).toBe("true");
  },
);

withEngine(
  "a data folder in use, read-only or not its user's ends it with 100, and the other goes on",
  async () => {
    await using mongo = await stackMongo();
    await mongo.up();
    const second = await runToItsEnd(`${mongo.volume}:/data/db`, "--replSet", "rs0");
    expect(second.code).toBe(100);
    expect(second.log).toContain("DBPathInUse");
    const readOnly = await runToItsEnd(`${mongo.volume}:/data/db:ro`, "--replSet", "rs0");
    expect(readOnly.code).toBe(100);
    expect(readOnly.log).toContain("Attempted to create a lock file on a read-only directory: /data/db");
    const missing = await runToItsEnd(`${mongo.volume}:/data/db`, "--dbpath", "/data/other");
    expect(missing.code).toBe(100);
    expect(missing.log).toContain("NonExistentPath");
    expect((await mongo.ask(HELLO)).stdout).toBe("true");
  },
);

withEngine("a full disk ends it with 14, before it says that anything was written", async () => {
  const name = uniqueName("mongo");
  const disk = ["--tmpfs", "/tmp", "--tmpfs", "/small:size=2m,uid=1001"];
  const hardened = ["--user", "1001:1001", "--read-only", "--network", "none", "--env", "HOME=/tmp"];
  await docker(
    ...["run", "--detach", "--name", name, ...hardened, ...disk, await mongoImage()],
    ...["--dbpath", "/small"],
  );
  try {
    await eventually("it answers", () => docker("exec", name, "mongosh", "--eval", "db.hello()"));
    const fill = `const net = require("node:net").connect(27017, "127.0.0.1");
      const documents = [{ text: "x".repeat(3_000_000) }];
      net.write(JSON.stringify({ id: 1, op: "insert", db: "a", collection: "b", documents }) + "\\n");
      net.on("data", (answer) => console.log(String(answer)));`;
    const said = await docker("exec", name, "/usr/local/lib/mongo-double/node", "-e", fill).catch(
      (error) => error.stdout,
    );
    expect(Number(await docker("wait", name))).toBe(14);
    expect(await docker("logs", name)).toContain("database or disk is full");
    expect(said).toBe("");
  } finally {
    await docker("rm", "--force", "--volumes", name);
  }
});
