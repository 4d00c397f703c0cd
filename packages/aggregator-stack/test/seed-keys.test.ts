import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "./support/folder.ts";
import { runScript } from "./support/run-script.ts";
import { runTool } from "./support/run-tool.ts";
import { toolsEnvironment, toolsPath } from "./support/tools.ts";
import { Volumes } from "./support/volumes.ts";

/** Volumes with a complete genesis, whose keys are given to others. */
let given: Volumes;
beforeAll(async () => {
  given = await Volumes.create();
  await given.up();
});
afterAll(() => given[Symbol.asyncDispose]());

/** Puts keys into one volume of these. */
function put(volumes: Volumes, content: string, node: "root" | "aggregator" = "root") {
  const other = node === "root" ? "aggregator" : "root";
  const args = [node, other].map((name) => join(volumes.folder, name));
  return runTool("put-keys", { args, input: content });
}

test("given keys make the same trust base and shard configuration after every wipe", async () => {
  await using volumes = await Volumes.create();
  for (const node of ["root", "aggregator"] as const) {
    const keys = await given.read(`${node}/keys.json`);
    expect(put(volumes, keys, node)).toMatchObject({ code: 0 });
    expect(await volumes.read(`${node}/keys.json`)).toBe(keys);
    expect(await volumes.mode(`${node}/keys.json`)).toBe(0o600);
  }
  expect(await volumes.up()).toMatchObject({ code: 0 });
  for (const file of ["root/trust-base.json", "aggregator/shard-conf-7_0.json", "public/genesis.json"])
    expect(await volumes.read(file)).toBe(await given.read(file));
});

test("the same keys again change nothing, however the file is spaced", async () => {
  await using volumes = await Volumes.create();
  const keys = await given.read("root/keys.json");
  put(volumes, keys);
  await volumes.up();
  const before = await volumes.snapshot();
  expect(put(volumes, keys)).toMatchObject({ code: 0, stdout: "the keys that were given are in place\n" });
  expect(put(volumes, JSON.stringify(JSON.parse(keys)))).toMatchObject({ code: 0 });
  expect(await volumes.snapshot()).toEqual(before);
});

/** Content and code of its refusal; the volume then is as it was. */
async function expectRefusal(volumes: Volumes, content: string, code: string, node?: "aggregator") {
  const before = await volumes.snapshot();
  const result = put(volumes, content, node);
  expect(result).toMatchObject({ code: 1, stdout: "", refused: code });
  expect(result.stderr).toMatch(/where: .+\n {2}evidence: .+\n {2}cause: .+\n {2}next: .+\n/);
  expect(await volumes.snapshot()).toEqual(before);
  const secrets =
    Object.values(before)
      .join()
      .match(/[0-9a-f]{64}/g) ?? [];
  for (const secret of secrets) expect(result.stderr).not.toContain(secret);
  return result.stderr;
}

test("other keys than those of the chain are refused, and not put there", async () => {
  await using volumes = await Volumes.create();
  await volumes.up();
  const says = await expectRefusal(volumes, await given.read("root/keys.json"), "KEYS_DIFFERENT");
  expect(says).toContain("start without the key file to go on with this chain");
});

test("keys do not replace a damaged key file", async () => {
  await using volumes = await Volumes.create();
  await volumes.up();
  const keys = await volumes.read("root/keys.json");
  await volumes.write("root/keys.json", keys.slice(0, 60));
  await expectRefusal(volumes, keys, "KEYS_DAMAGED");
});

test("keys that were deleted come back when they are given, and no others", async () => {
  await using volumes = await Volumes.create();
  await volumes.up();
  const complete = await volumes.snapshot();
  await volumes.remove("root/keys.json");
  await expectRefusal(volumes, await given.read("root/keys.json"), "KEYS_MISSING");
  expect(put(volumes, complete["root/keys.json"] ?? "")).toMatchObject({ code: 0 });
  expect(await volumes.up()).toMatchObject({ code: 0 });
  expect(await volumes.snapshot()).toEqual(complete);
});

test.each(["root/rootchain.db", "root/trust-base.json", "root/shard-conf-7_0.json"])(
  "a volume with %s and no node info gets no keys",
  async (file) => {
    await using volumes = await Volumes.create();
    await volumes.write(file, "{}");
    await expectRefusal(volumes, await given.read("root/keys.json"), "KEYS_MISSING");
  },
);

test("root node and aggregator cannot have the same keys", async () => {
  await using volumes = await Volumes.create();
  const keys = await given.read("root/keys.json");
  put(volumes, keys);
  await expectRefusal(volumes, keys, "KEYS_SHARED", "aggregator");
});

test("what a crash left of putting keys is replaced, and hinders no later start without them", async () => {
  await using volumes = await Volumes.create();
  await volumes.write("aggregator/.keys.json.new", '{"sigKey":');
  const keys = await given.read("aggregator/keys.json");
  expect(put(volumes, keys, "aggregator")).toMatchObject({ code: 0 });
  expect(Object.keys(await volumes.snapshot())).toEqual(["aggregator/keys.json"]);
  await using without = await Volumes.create();
  await without.write("aggregator/.keys.json.new", '{"sigKey":');
  expect(await without.up()).toMatchObject({ code: 0 });
});

const pair = (privateKey: unknown) => ({ algorithm: "secp256k1", privateKey });
const good = pair(`0x${"11".repeat(32)}`);
const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const below = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";

test.each<[string, unknown]>([
  ["nothing", ""],
  ["half a file", '{"sigKey":'],
  ["a list", []],
  ["one key only", { sigKey: good }],
  ["another algorithm", { sigKey: good, authKey: { ...good, algorithm: "ed25519" } }],
  ["a key without 0x", { sigKey: good, authKey: pair("11".repeat(32)) }],
  ["31 bytes", { sigKey: good, authKey: pair(`0x${"11".repeat(31)}`) }],
  ["no hex", { sigKey: good, authKey: pair(`0x${"1g".repeat(32)}`) }],
  ["a number", { sigKey: good, authKey: pair(1) }],
  ["zero", { sigKey: good, authKey: pair(`0x${"00".repeat(32)}`) }],
  ["the order of the curve", { sigKey: good, authKey: pair(`0x${order}`) }],
  ["more than a mebibyte", { sigKey: good, authKey: good, more: "x".repeat(1_048_576) }],
])("%s is no key file", async (_, content) => {
  await using volumes = await Volumes.create();
  const text = typeof content === "string" ? content : JSON.stringify(content);
  const says = await expectRefusal(volumes, text, "KEYS_INVALID");
  expect(says).not.toContain("11".repeat(16));
});

test("the largest key of the curve is one", async () => {
  await using volumes = await Volumes.create();
  expect(put(volumes, JSON.stringify({ sigKey: good, authKey: pair(`0x${below}`) }))).toMatchObject({
    code: 0,
  });
});

test("the README's commands make key files for both nodes, for their owner only", async () => {
  await using volumes = await Volumes.create();
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, commands = ""] = /```sh\n(mkdir -p secrets\n[\s\S]*?)```/.exec(readme) ?? [];
  const { status, stderr } = spawnSync("sh", ["-euc", commands], { cwd: volumes.folder, encoding: "utf8" });
  expect(status, stderr).toBe(0);
  for (const node of ["root", "aggregator"] as const) {
    expect(await volumes.mode(`secrets/${node}-keys.json`)).toBe(0o600);
    expect(put(volumes, await volumes.read(`secrets/${node}-keys.json`), node)).toMatchObject({ code: 0 });
  }
  expect(await volumes.up()).toMatchObject({ code: 0 });
});

describe("the job", () => {
  /** Runs it with a setpriv that writes down the users and drops nothing. */
  async function seed(volumes: Volumes, files: { root?: string; aggregator?: string }) {
    await using folder = await temporaryFolder();
    await folder.program(
      "setpriv",
      `echo "$1 $2" >>"${volumes.folder}/users"; while [ "$1" != -- ]; do shift; done; shift; exec "$@"`,
    );
    return await runScript("seed-keys", {
      parts: ["fail", "files"],
      path: [folder.path, ...toolsPath],
      env: {
        ...toolsEnvironment,
        OWNER: "1001:1001",
        GENESIS_ROOT_DIR: join(volumes.folder, "root"),
        GENESIS_AGGREGATOR_DIR: join(volumes.folder, "aggregator"),
        ROOT_KEYS_FILE: files.root ?? "/dev/null",
        AGGREGATOR_KEYS_FILE: files.aggregator ?? "/dev/null",
      },
    });
  }

  test("does nothing without a file", async () => {
    await using volumes = await Volumes.create();
    expect(await seed(volumes, {})).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await volumes.snapshot()).toEqual({});
  });

  test("reads each file as its owner, and writes as the stack's user", async () => {
    await using volumes = await Volumes.create();
    const files = {
      root: join(given.folder, "root/keys.json"),
      aggregator: join(given.folder, "aggregator/keys.json"),
    };
    const { uid, gid } = await stat(files.root);
    expect(await seed(volumes, files)).toMatchObject({ code: 0, stderr: "" });
    const users = (await volumes.read("users")).trim().split("\n").sort();
    const reader = `--reuid=${uid} --regid=${gid}`;
    expect(users).toEqual([reader, reader, "--reuid=1001 --regid=1001", "--reuid=1001 --regid=1001"].sort());
    expect(await volumes.read("root/keys.json")).toBe(await given.read("root/keys.json"));
  });

  test("fails with the refusal", async () => {
    await using volumes = await Volumes.create();
    await volumes.write("given.json", "{}");
    const result = await seed(volumes, { aggregator: join(volumes.folder, "given.json") });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("[KEYS_INVALID]");
  });

  test("warns of a file that others can read", async () => {
    await using volumes = await Volumes.create();
    await volumes.write("given.json", await given.read("root/keys.json"));
    const result = await seed(volumes, { root: join(volumes.folder, "given.json") });
    expect(result.code).toBe(0);
    expect(result.stderr).toMatch(/others can read .*chmod 600/);
  });
});
