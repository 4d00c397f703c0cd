import { randomBytes } from "node:crypto";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileConfig, planStack, renderCompose } from "@unicity-sphere/compose-gen";
import { execa } from "execa";
import { expect } from "vitest";
import config from "../../../../compose-gen.config.ts";
import { script } from "../../src/script.ts";
import { withEngine } from "../support/docker.ts";
import { makeDoubleImage, toolsImageReference } from "../support/double-image.ts";

const jobs = ["prepare-volumes", "genesis-root", "state-set", "genesis-aggregator", "export-public"];

/** The genesis jobs of the rendered stack.yml, which needs no network made beforehand, in containers of the double. */
async function genesisProject(environment: Record<string, string> = {}, generation = "v1") {
  const id = `genesis-${randomBytes(4).toString("hex")}`;
  const image = `aggregator-stack-double:${id}`;
  await makeDoubleImage(image);
  const folder = await mkdtemp(join(tmpdir(), `${id}-`));
  const file = join(folder, "stack.yml");
  const definitions = compileConfig(config);
  const line = definitions.generations.find((row) => row.id === generation);
  const stack = definitions.stacks[generation]?.find(({ name }) => name === "stack");
  const [profile] = definitions.profiles;
  if (!line || !stack || !profile) throw new Error("the configuration has no stack of that name");
  const images = {
    "aggregator-tools": await toolsImageReference(),
    "bft-core-7d90e1b": image,
    "bft-core-ceceacd": image,
  };
  await writeFile(file, renderCompose(planStack(definitions, stack, profile, line, { images })));

  const compose = (...args: string[]) =>
    execa("docker", ["compose", "--project-name", id, "--file", file, ...args], {
      reject: false,
      all: true,
      env: environment,
    });
  const inVolume = async (volume: string, script: string) => {
    const mount = `${id}_${volume}:/volume:ro`;
    const docker = async (...args: string[]) => (await execa("docker", args)).stdout;
    const settings = ["--network=none", "--user=0", "--volume", mount, "--entrypoint=/bin/sh"];
    // A client that is attached can miss all that a container prints which ends at once.
    const container = await docker("create", ...settings, image, "-c", script);
    try {
      await docker("start", container);
      const code = await docker("wait", container);
      const stdout = await docker("logs", container);
      if (code !== "0") throw Object.assign(new Error(`exit code ${code}`), { stdout });
      return stdout;
    } finally {
      await docker("rm", "--force", container);
    }
  };
  const exitCode = async (service: string) => {
    const { stdout: container } = await compose("ps", "--all", "--quiet", service);
    return Number((await execa("docker", ["wait", container])).stdout);
  };
  return {
    compose,
    inVolume,
    volume: (name: string) => `${id}_${name}`,
    /** Runs all jobs; `code` is that of `up`, `log` what the jobs printed. */
    async up() {
      const { exitCode: started, all: progress } = await compose("up", "--detach", "export-public");
      const code = started === 0 ? await exitCode("export-public") : started;
      const { all: log } = await compose("logs", "--no-color", "--no-log-prefix");
      return { code, log: `${progress}\n${log}` };
    },
    async [Symbol.asyncDispose]() {
      await compose("down", "--volumes", "--timeout", "1");
      await execa("docker", ["image", "rm", "--force", image], { reject: false });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

withEngine("the genesis jobs make their files in fresh volumes as a user without privileges", async () => {
  await using project = await genesisProject();
  const first = await project.up();
  expect(first, first.log).toMatchObject({ code: 0 });

  const list = (volume: string) => project.inVolume(volume, "cd /volume && stat -c '%u:%g %a %n' . *");
  expect(await list("genesis-root")).toBe(
    [
      "1001:1001 700 .",
      "1001:1001 600 generation",
      "1001:1001 644 genesis.json",
      "1001:1001 600 keys.json",
      "1001:1001 600 node-info.json",
      "1001:1001 600 trust-base.json",
    ].join("\n"),
  );
  expect(await list("genesis-aggregator")).toContain("1001:1001 600 keys.json");
  expect(await list("public")).toBe(
    [
      "1001:1001 755 .",
      "1001:1001 644 genesis.json",
      "1001:1001 644 shard-conf-7_0.json",
      "1001:1001 644 trust-base.json",
      "1001:1001 644 trust-base.json.sha256",
    ].join("\n"),
  );
  expect(await list("mongo-data").catch((error) => error.stdout)).toContain("1001:1001 755 .");

  const sums = () =>
    Promise.all(
      ["genesis-root", "genesis-aggregator", "public"].map((volume) =>
        project.inVolume(volume, "cat /volume/*.json | sha256sum"),
      ),
    );
  const before = await sums();
  const second = await project.up();
  expect(second, second.log).toMatchObject({ code: 0 });
  expect(await sums()).toEqual(before);
});

withEngine("a database that was wiped alone stops `up` with the reason", async () => {
  await using project = await genesisProject();
  expect(await project.up()).toMatchObject({ code: 0 });
  await project.compose("down");
  await execa("docker", ["volume", "rm", project.volume("mongo-data")]);
  const { code, log } = await project.up();
  expect(code).not.toBe(0);
  expect(log).toContain("[STATE_LOST]");
  expect(log).toContain("next:     restore the whole state set");
});

withEngine("every job is adopted: `up` of the last one runs them all", async () => {
  await using project = await genesisProject();
  await project.up();
  const { stdout } = await project.compose("ps", "--all", "--format", "{{.Service}} {{.ExitCode}}");
  expect(stdout.split("\n").sort()).toEqual(jobs.map((job) => `${job} 0`).sort());
});

withEngine("keys of another user's 0600 files make the same trust base in fresh volumes", async () => {
  const folder = await mkdtemp(join(tmpdir(), "given-keys-"));
  try {
    const environment: Record<string, string> = {};
    for (const node of ["ROOT", "AGGREGATOR"]) {
      const file = join(folder, `${node}.json`);
      const pair = () => ({ algorithm: "secp256k1", privateKey: `0x${randomBytes(32).toString("hex")}` });
      await writeFile(file, JSON.stringify({ sigKey: pair(), authKey: pair() }), { mode: 0o600 });
      if (process.getuid?.() === 0) await chown(file, 4321, 4321);
      environment[`${node}_KEYS_FILE`] = file;
    }
    const exported = async () => {
      await using project = await genesisProject(environment);
      const { code, log } = await project.up();
      expect(code, log).toBe(0);
      const owner = await project.inVolume("genesis-root", "stat -c '%u:%g %a' /volume/keys.json");
      expect(owner).toBe("1001:1001 600");
      // Read before the project goes, not while it goes.
      return await project.inVolume("public", "cat /volume/trust-base.json /volume/shard-conf-7_0.json");
    };
    expect(await exported()).toBe(await exported());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

withEngine("a genesis of another SDK line is refused before anything starts on it", async () => {
  // The stand-in signs with the tag of v1.
  await using project = await genesisProject({}, "v3");
  const { code, log } = await project.up();
  expect(code).not.toBe(0);
  expect(log).toContain("[GENERATION_MISMATCH]");
  const { stdout } = await project.compose("ps", "--all", "--format", "{{.Service}} {{.State}}");
  const states = Object.fromEntries(stdout.split("\n").map((line) => line.split(" ")));
  expect(states).toMatchObject({ "state-set": "exited", "genesis-aggregator": "created" });
  expect(await project.inVolume("public", "ls -A /volume")).toBe("");
});

withEngine("the image of the jobs is small, and none of its files belongs to its user", async () => {
  const image = await toolsImageReference();
  const { stdout: bytes } = await execa("docker", ["image", "inspect", "--format", "{{.Size}}", image]);
  expect(Number(bytes)).toBeLessThan(120_000_000);
  const find = ["-c", "find / -xdev -user 1001 -not -path '/proc/*'"];
  const { stdout } = await execa(
    "docker",
    ["run", "--rm", "--network=none", "--entrypoint=sh", image, ...find],
    {
      reject: false,
    },
  );
  expect(stdout).toBe("");
});

withEngine("a full volume ends the job with what to do, and nothing half-written is published", async () => {
  const image = `aggregator-stack-double:full-${randomBytes(4).toString("hex")}`;
  await makeDoubleImage(image);
  const inFullVolume = async (command: string[], size: string) => {
    const volume = ["--tmpfs", `/genesis-root:size=${size},uid=1001,gid=1001,mode=700`, "--tmpfs", "/tmp"];
    const variables = ["GENERATION=v1", "GENESIS_ROOT_DIR=/genesis-root", "NETWORK_ID=3"];
    const environment = variables.flatMap((variable) => ["--env", variable]);
    const run = [
      "run",
      "--rm",
      "--network=none",
      "--read-only",
      "--user=1001:1001",
      ...volume,
      ...environment,
    ];
    const entrypoint = ["--entrypoint", "/busybox/sh", image, "-c", ...command];
    return execa("docker", [...run, ...entrypoint], { reject: false, all: true });
  };
  try {
    const genesis = script("genesis-root.sh", ["fail", "files"]);
    const { exitCode, all } = await inFullVolume([genesis], "8k");
    expect({ exitCode, all }).toMatchObject({ exitCode: 1, all: expect.stringContaining("[DISK_FULL]") });
    expect(all).toMatch(/where: {4}\/genesis-root\n.*0 KiB are free/);
    const pair = { algorithm: "secp256k1", privateKey: `0x${"11".repeat(32)}` };
    const keys = JSON.stringify({ sigKey: pair, authKey: pair });
    const put = `head -c 4096 /dev/zero >/genesis-root/other
      printf '%s' '${keys}' | put-keys /genesis-root /tmp || { ls /genesis-root; exit 1; }`;
    const full = await inFullVolume([put], "4k");
    expect(full).toMatchObject({ exitCode: 1, stdout: "other" });
    expect(full.stderr).toContain("[DISK_FULL]");
  } finally {
    await execa("docker", ["image", "rm", "--force", image], { reject: false });
  }
});
