import { spawnSync } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { faucet } from "../src/index.ts";

const script = String(faucet.runtime.entrypoint?.[2]);
const mnemonic = "test test test test test test test test test test test junk";
const installed = (program: string) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
const asRoot = process.getuid?.() === 0 && installed("setpriv");
const withRoot = asRoot ? test : test.skip;
const suffix = asRoot ? "" : " (skipped: needs root and setpriv)";

/** Folders as in the container: a secret that only its owner on the host reads, memory of root, a stand-in faucet. */
async function container() {
  const folder = await mkdtemp(join(tmpdir(), "faucet-image-"));
  await chmod(folder, 0o755);
  const secret = join(folder, "secret");
  await writeFile(secret, `${mnemonic}\n`, { mode: 0o600 });
  await chown(secret, 1234, 1234).catch(() => {});
  await mkdir(join(folder, "memory"), { mode: 0o755 });
  const print =
    'echo "$(id -u):$(id -g) groups=$(id -G)"; echo "$@"; cat "$MNEMONIC_FILE"; grep CapEff /proc/self/status';
  await writeFile(join(folder, "unicity-devnet"), `#!/bin/sh\n${print}\n`, { mode: 0o755 });
  const file = join(folder, "memory/mnemonic");
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    RUN_AS: "1001",
    FAUCET_DATA_DIR: "/var/lib/faucet",
    MNEMONIC_SECRET: secret,
    MNEMONIC_FILE: file,
    RELAY_URL: "ws://relay:8080",
    AGGREGATOR_URL: "http://aggregator-proxy:8080",
    TRUST_BASE_URL: "http://aggregator-proxy:8080/.well-known/trust-base.json",
  };
  // Root with exactly the capabilities of the definition, as the engine starts it.
  const granted = faucet.runtime.capAdd.map(({ capability }) => `+${capability.toLowerCase()}`);
  const start = () =>
    execa(
      "setpriv",
      [
        `--bounding-set=-all,${granted.join(",")}`,
        "--inh-caps=-all",
        "--no-new-privs",
        "sh",
        "-c",
        script,
        "start-faucet",
      ],
      { env, extendEnv: false, reject: false },
    );
  return {
    file,
    secret,
    start,
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

withRoot(
  `the faucet runs as 1001, without capabilities, and reads a mnemonic that only the host's user may read${suffix}`,
  async () => {
    await using box = await container();
    const { exitCode, stdout, stderr } = await box.start();
    expect(exitCode, stderr).toBe(0);
    const [identity, args, read, capabilities] = stdout.split("\n");
    expect(identity).toBe("1001:1001 groups=1001");
    expect(read).toBe(mnemonic);
    expect(capabilities).toMatch(/^CapEff:\s+0+$/);
    expect(args).toBe(
      "faucet --host 0.0.0.0 --port 8080 --data-dir /var/lib/faucet --relay-url ws://relay:8080" +
        " --aggregator-url http://aggregator-proxy:8080" +
        ` --trust-base http://aggregator-proxy:8080/.well-known/trust-base.json --mnemonic-file ${box.file}`,
    );
    const { uid, mode } = await stat(box.file);
    expect({ uid, mode: mode & 0o777 }).toEqual({ uid: 1001, mode: 0o600 });
  },
);

withRoot(`a restart of the same container starts again${suffix}`, async () => {
  await using box = await container();
  expect((await box.start()).exitCode).toBe(0);
  const { exitCode, stderr } = await box.start();
  expect(exitCode, stderr).toBe(0);
});

withRoot(`without a mnemonic the faucet does not start and says where one belongs${suffix}`, async () => {
  await using box = await container();
  await writeFile(box.secret, "");
  const { exitCode, stderr } = await box.start();
  expect(exitCode).toBe(1);
  expect(stderr).toContain("[MNEMONIC_MISSING]");
  expect(stderr).toContain("FAUCET_MNEMONIC_FILE");
});

test("the start script is valid POSIX sh", () => {
  const { status, stderr } = spawnSync("sh", ["-n"], { input: script, encoding: "utf8" });
  expect(status, stderr).toBe(0);
});

const shellcheck = installed("shellcheck");
(shellcheck ? test : test.skip)(
  `the start script is clean for shellcheck${shellcheck ? "" : " (skipped: not installed)"}`,
  () => {
    const { status, stdout } = spawnSync("shellcheck", ["--shell=sh", "-"], {
      input: script,
      encoding: "utf8",
    });
    expect(status, stdout).toBe(0);
  },
);
