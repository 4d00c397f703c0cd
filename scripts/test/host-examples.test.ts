import { execFile, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const folder = resolve(import.meta.dirname, "../../examples/host");
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const present = (program: string) => spawnSync(program, ["--version"]).status === 0;

function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "host-examples-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Runs a program; never rejects. */
async function run(file: string, args: readonly string[], env: Record<string, string>) {
  const options = { env: { PATH: process.env.PATH ?? "", ...env }, timeout: 100_000 };
  try {
    const { stdout, stderr } = await promisify(execFile)(file, [...args], options);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** A webhook: what it was told, and the file with its address. */
async function webhook(status = 200) {
  const told: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      told.push(JSON.parse(body).text);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const home = temporaryFolder();
  const secret = "path-that-is-secret";
  const file = join(home, "webhook");
  writeFileSync(file, `url = "http://127.0.0.1:${(server.address() as AddressInfo).port}/${secret}"\n`, {
    mode: 0o600,
  });
  const watch = (...args: string[]) =>
    run(join(folder, "unicity-watch"), args, { STATE_DIRECTORY: join(home, "state"), UNICITY_WEBHOOK: file });
  return { told, home, watch };
}

/** A command that ends with the code in a file. */
function command(home: string): { path: string; becomes(code: number): void } {
  const path = join(home, "command");
  writeFileSync(path, `#!/bin/sh\necho '  ✗ "it" \\ broke'\nexit "$(cat ${home}/code)"\n`, { mode: 0o755 });
  return { path, becomes: (code) => writeFileSync(join(home, "code"), String(code)) };
}

test.skipIf(!present("curl") && !process.env.CI)(
  "unicity-watch tells a change of the exit code once, with what is wrong, and ends with the command's code",
  async () => {
    const { told, home, watch } = await webhook();
    const { path, becomes } = command(home);
    const codes = [];
    for (const code of [0, 1, 1, 2, 0]) {
      becomes(code);
      codes.push((await watch("status", path)).code);
    }
    expect(codes).toEqual([0, 1, 1, 2, 0]);
    expect(told.map((text) => text.replace(/ on .*?:/, ":").split("\n")[0])).toEqual([
      "status: degraded",
      "status: unreachable",
      "status: works again",
    ]);
    expect(told[0]).toContain('✗ "it" \\ broke');
  },
);

test.skipIf(!present("curl") && !process.env.CI)(
  "unicity-watch tells again what did not get through",
  async () => {
    const { told, home, watch } = await webhook(404);
    const { path, becomes } = command(home);
    becomes(1);
    expect((await watch("status", path)).code).not.toBe(0);
    await watch("status", path);
    expect(told).toHaveLength(2);
  },
);

test("the address of the webhook is in no command line", async () => {
  const home = temporaryFolder();
  const bin = join(home, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "curl"), `#!/bin/sh\ncat >/dev/null\necho "$@" >${home}/arguments\n`, {
    mode: 0o755,
  });
  const file = join(home, "webhook");
  writeFileSync(file, 'url = "https://chat.example.org/hooks/secret"\n');
  await run(join(folder, "unicity-watch"), ["status", "false"], {
    PATH: `${bin}:${process.env.PATH}`,
    STATE_DIRECTORY: home,
    UNICITY_WEBHOOK: file,
  });
  const given = readFileSync(join(home, "arguments"), "utf8");
  expect(given).toContain(`--config ${file}`);
  expect(given).not.toContain("chat.example.org");
});

/** Run scripts that write what they are told, and fail for the services named. */
function runScripts(failing: readonly string[] = []): { unicity: string; backups: string } {
  const unicity = temporaryFolder();
  for (const path of [
    "relay-image/run-relay.sh",
    "aggregator-stack/run-aggregator.sh",
    "faucet-image/run-faucet.sh",
  ]) {
    const script = join(unicity, "packages", path);
    mkdirSync(resolve(script, ".."), { recursive: true });
    const body = failing.some((name) => path.includes(`run-${name}`)) ? "exit 2" : 'echo "$@" >"$2"';
    writeFileSync(script, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }
  return { unicity, backups: join(unicity, "backups") };
}

test("unicity-backup-all backs up all three, and keeps the newest", async () => {
  const { unicity, backups } = runScripts();
  mkdirSync(backups);
  for (const day of ["01", "02", "03"]) writeFileSync(join(backups, `relay-202001${day}T000000Z.age`), "");
  const env = { UNICITY: unicity, BACKUP_RECIPIENT: "age1abc" };
  expect(await run(join(folder, "unicity-backup-all"), [backups, "2"], env)).toMatchObject({ code: 0 });
  const names = readdirSync(backups).sort();
  expect(names.map((name) => name.split("-")[0])).toEqual(["aggregator", "faucet", "relay", "relay"]);
  expect(names).toContain("relay-20200103T000000Z.age");
  const newest = names.filter((name) => name.startsWith("relay-")).at(-1) ?? "";
  expect(readFileSync(join(backups, newest), "utf8")).toBe(
    `backup ${join(backups, newest)} --recipient age1abc\n`,
  );
});

test("unicity-backup-all goes on after a service that fails, deletes nothing of it, and ends with its code", async () => {
  const { unicity, backups } = runScripts(["aggregator"]);
  mkdirSync(backups);
  for (const day of ["01", "02"]) writeFileSync(join(backups, `aggregator-202001${day}T000000Z.age`), "");
  const { code, stdout } = await run(join(folder, "unicity-backup-all"), [backups, "1"], {
    UNICITY: unicity,
  });
  expect(code).toBe(2);
  expect(stdout).toContain("✗ no backup of the aggregator (exit code 2)");
  expect(readdirSync(backups).filter((name) => name.startsWith("aggregator"))).toHaveLength(2);
  expect(readdirSync(backups).filter((name) => name.startsWith("faucet"))).toHaveLength(1);
});

test.each([[[]], [["/tmp/x", "0"]], [["/tmp/x", "many"]]])("unicity-backup-all refuses %j", async (args) => {
  expect((await run(join(folder, "unicity-backup-all"), args, {})).code).not.toBe(0);
});

test("units and crontab name scripts that there are, and one home folder for all", () => {
  const units = readdirSync(folder).filter((name) => /\.(service|timer)$/.test(name));
  expect(units).toHaveLength(4);
  const commands = [...units.map(read), read("crontab")].join("\n");
  for (const [, path = ""] of commands.matchAll(/\/opt\/unicity\/(packages\/\S+)/g))
    expect(existsSync(resolve(folder, "../..", path)), path).toBe(true);
  for (const [, name = ""] of commands.matchAll(/\b(unicity-(?:watch|backup-all))\b(?!\.)/g))
    expect(existsSync(join(folder, name)), name).toBe(true);
  expect(commands.match(/HOME=\S+/g)).toEqual(["HOME=/root", "HOME=/root", "HOME=/root"]);
  for (const unit of units.filter((name) => name.endsWith(".timer")))
    expect(units).toContain(unit.replace(".timer", ".service"));
});

test.skipIf(!present("systemd-analyze"))("systemd takes the units", () => {
  const home = temporaryFolder();
  const units = readdirSync(folder).filter((name) => /\.(service|timer)$/.test(name));
  for (const name of units)
    writeFileSync(join(home, name), read(name).replace(/^ExecStart=\S+/m, "ExecStart=/bin/true"));
  const { stdout, stderr, status } = spawnSync(
    "systemd-analyze",
    ["verify", "--man=no", ...units.map((name) => join(home, name))],
    { encoding: "utf8", env: { ...process.env, SYSTEMD_LOG_LEVEL: "warning" } },
  );
  const about = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("unicity"));
  expect({ about, status }).toEqual({ about: [], status: 0 });
});
