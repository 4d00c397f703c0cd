import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import type { Finding } from "../../src/doctor/finding.ts";
import { doctorDocument } from "../../src/output/schemas.ts";
import { identifyProcess, type ProcessIdentity, processState } from "../../src/process/identity.ts";
import { eventually } from "../support/eventually.ts";
import { stateHomeForTest, stateOf, upForTest } from "../support/instance.ts";
import { CLI, runCli, runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** No engine, whatever this machine has; and no containers of a host. */
const ALONE = { DOCKER_HOST: "unix:///nowhere/docker.sock", PROJECT_NAME: "" };

/** What the doctor says about an instance of processes, by probe. */
async function examine(home: string, env: NodeJS.ProcessEnv = ALONE) {
  const { document, exitCode } = await runJson(home, ["doctor"], env);
  const report = doctorDocument.parse(document);
  expect(exitCode).toBe(report.exitCode);
  const of = (probe: string): Finding[] =>
    (report.probes.find((one) => one.probe === probe)?.findings ?? []) as Finding[];
  const problems = report.probes
    .filter(({ probe }) => !["disk", "memory"].includes(probe))
    .flatMap(({ findings }) => findings.filter(({ severity }) => severity === "problem"))
    .map(({ code }) => code);
  return { report, of, problems };
}

test("an instance of processes that runs has no problem and needs no engine", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const { of, problems } = await examine(home);
  expect(problems).toEqual([]);
  expect(of("services").map(({ code, severity }) => `${severity} ${code}`)).toEqual(
    Array(3).fill("ok SERVICE"),
  );
  expect(of("ports").map(({ severity }) => severity)).toEqual(Array(3).fill("ok"));
  expect(of("engine")).toMatchObject([{ severity: "not-applicable" }]);
  expect(of("images")).toMatchObject([{ severity: "not-applicable" }]);
  const checks = of("checks").map(({ severity, evidence }) => `${severity} ${evidence.split(":")[0]}`);
  expect(checks).toContain("ok jsonrpc.height-grows");
  expect(checks.join()).not.toMatch(/write-read|certificate/);
  expect(of("secrets")).toMatchObject([{ severity: "ok" }]);
});

test("names the process that died; its port is free for it", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const relay = stateOf(home).services.relay?.process as ProcessIdentity;
  process.kill(relay.pid, "SIGKILL");
  // A busy machine takes a while to end it, and to close what it listened on.
  await eventually("it is gone", () => processState(relay) === "gone");
  const { of } = await examine(home);
  expect(of("services")).toContainEqual(expect.objectContaining({ code: "SERVICE_DOWN" }));
  expect(of("ports").map(({ severity }) => severity)).toEqual(["ok", "ok", "ok"]);
});

test("does not call a stack well whose chain does not answer", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const pid = stateOf(home).services.aggregator?.process?.pid ?? 0;
  process.kill(pid, "SIGSTOP");
  const { of, report } = await examine(home);
  process.kill(pid, "SIGCONT");
  expect(report.exitCode).toBe(1);
  expect(of("services")).toContainEqual(expect.objectContaining({ evidence: "held by a signal" }));
  expect(of("checks").filter(({ severity }) => severity === "unknown")).not.toEqual([]);
});

test("names who holds the port of an instance that is down", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const port = stateOf(home).services.relay?.port ?? 0;
  await runCli(home, ["down"]);
  const server = createServer().listen(port, "127.0.0.1");
  onTestFinished(() => void server.close());
  const { of, problems } = await examine(home);
  expect(problems).toEqual(["PORT_TAKEN"]);
  expect(of("ports").find(({ code }) => code === "PORT_TAKEN")?.evidence).toContain(`pid ${process.pid}`);
});

/** The folder of an instance that is down, made without starting anything. */
function instanceFolder(): { home: string; folder: string } {
  const home = temporaryFolder();
  const folder = join(home, "default");
  mkdirSync(join(folder, "secrets"), { recursive: true });
  return { home, folder };
}

const lock = (pid: number, started: string) =>
  JSON.stringify({ pid, started, host: hostname(), verb: "wipe", since: "2026-01-01T00:00:00Z" });

test.each<[string, (folder: string) => void, string, string]>([
  [
    "a damaged state",
    (folder) => writeFileSync(join(folder, "instance.json"), "{"),
    "operation",
    "STATE_CORRUPT",
  ],
  [
    "an interrupted wipe",
    (folder) => writeFileSync(join(folder, "wipe.pending"), "relay\n"),
    "operation",
    "WIPE_INCOMPLETE",
  ],
  [
    "an interrupted restore",
    (folder) => {
      mkdirSync(join(folder, "restore"));
      writeFileSync(join(folder, "restore/restore.json"), "{");
    },
    "operation",
    "RESTORE_INCOMPLETE",
  ],
  [
    "a readable secret",
    (folder) => writeFileSync(join(folder, "secrets/mnemonic"), "canary-4711", { mode: 0o644 }),
    "secrets",
    "SECRET_MODE",
  ],
])("finds %s", async (_, breakIt, probe, code) => {
  const { home, folder } = instanceFolder();
  breakIt(folder);
  const { report, of, problems } = await examine(home);
  expect(problems).toEqual([code]);
  expect(of(probe).find((one) => one.code === code)?.next).toBeTruthy();
  expect(report.exitCode).toBe(1);
  expect(JSON.stringify(report)).not.toContain("canary-4711");
});

test("finds a key of backups that others can read, that of stackctl and that of the run scripts", async () => {
  const { home } = instanceFolder();
  const scripts = join(home, "unicity-host/unicity/secrets");
  mkdirSync(scripts, { recursive: true });
  const keys = [join(home, "backup-key"), join(scripts, "backup-key")];
  for (const key of keys) writeFileSync(key, "canary-4711", { mode: 0o644 });
  const env = { STATE_DIR: join(scripts, "..") };
  const { of, report } = await examine(home, { ...ALONE, ...env });
  expect(of("secrets").map(({ code, next }) => `${code} ${next}`)).toEqual(
    keys.map((key) => `SECRET_MODE chmod 600 ${key}`),
  );
  expect(JSON.stringify(report)).not.toContain("canary-4711");
  for (const key of keys) chmodSync(key, 0o600);
  expect((await examine(home, { ...ALONE, ...env })).of("secrets")).toMatchObject([{ code: "SECRETS" }]);
});

test("says who works on the instance, and when that command has died", async () => {
  const { home, folder } = instanceFolder();
  const file = join(folder, "operation.lock");
  const { started = "" } = identifyProcess(process.pid) ?? {};
  writeFileSync(file, lock(process.pid, started));
  const busy = await examine(home);
  expect(busy.of("operation")).toMatchObject([{ code: "OPERATION_RUNNING", severity: "warning" }]);
  writeFileSync(file, lock(process.pid, "another start"));
  const died = await examine(home);
  expect(died.of("operation")).toMatchObject([{ code: "OPERATION_DIED", severity: "warning" }]);
  expect(died.report.exitCode).toBe(0);
});

test("a host that needs an engine and has none ends with 2, and says what is not known", async () => {
  const { stdout, exitCode } = await runCli(
    temporaryFolder(),
    ["doctor", "--domain", "relay-dev.example.org"],
    ALONE,
  );
  expect(exitCode).toBe(2);
  expect(stdout).toContain("[ENGINE_UNREACHABLE]");
  expect(stdout).toContain("not known");
  expect(stdout).not.toContain("All is well");
});

test("an engine that takes the call and says nothing is given up in time", async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const env = { ...ALONE, DOCKER_HOST: `tcp://127.0.0.1:${port}` };
  const { document, exitCode } = await runJson(
    temporaryFolder(),
    ["doctor", "--domain", "a.example.org"],
    env,
  );
  const report = doctorDocument.parse(document);
  expect(exitCode).toBe(2);
  expect(report.ms).toBeLessThan(5_000);
  expect(report.probes[0]?.findings).toMatchObject([{ code: "ENGINE_UNREACHABLE", severity: "problem" }]);
});

test("Ctrl-C ends it at once", async () => {
  const server = createServer(() => {}).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const env = { ...ALONE, STACKCTL_HOME: temporaryFolder(), DOCKER_HOST: `tcp://127.0.0.1:${port}` };
  const asked = once(server, "connection");
  const child = execa(process.execPath, [CLI, "doctor"], { env, reject: false });
  const [socket] = (await asked) as [Socket];
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  const start = performance.now();
  child.kill("SIGINT");
  expect((await child).signal).toBe("SIGINT");
  expect(performance.now() - start).toBeLessThan(2_000);
});

test("an instance that was named and does not exist is no healthy one", async () => {
  const { home } = instanceFolder();
  const { document, exitCode } = await runJson(home, ["doctor", "--instance", "tow"], ALONE);
  expect(exitCode).toBe(1);
  expect(JSON.stringify(document)).toContain("known: default");
});

test("the report does not name the home folder", async () => {
  const home = temporaryFolder();
  const folder = join(home, "state/default");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "instance.json"), "{");
  writeFileSync(join(folder, "wipe.pending"), "relay\n");
  const { stdout } = await runCli(join(home, "state"), ["doctor", "--json"], { ...ALONE, HOME: home });
  expect(stdout).not.toContain(`${home}/`);
});

test.each([
  [["--domain", "http://relay.example.org"], "is no domain"],
  [["--domain", "localhost"], "is no domain"],
  [["--project", "../x"], "is no project"],
  [["--timeout", "1"], "is no time"],
  [["--timeout", "soon"], "is no time"],
  [["extra"], "Unexpected argument"],
])("doctor %j is a usage error", async (args, text) => {
  const { exitCode, stderr } = await runCli(temporaryFolder(), ["doctor", ...args]);
  expect(stderr).toContain(text);
  expect(exitCode).toBe(3);
});

test("changes nothing in the instance", async () => {
  const { home, folder } = instanceFolder();
  writeFileSync(join(folder, "secrets/mnemonic"), "x", { mode: 0o600 });
  const before = readdirSync(home, { recursive: true });
  await examine(home);
  expect(readdirSync(home, { recursive: true })).toEqual(before);
});
