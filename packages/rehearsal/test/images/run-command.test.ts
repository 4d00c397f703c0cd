import { expect, test } from "vitest";
import { runCommand } from "../../src/index.ts";

const timeout = 10_000;

test("gives both outputs and the exit code, and every line as it comes", async () => {
  const lines: string[] = [];
  const script = "echo out; echo err >&2; exit 3";
  const ended = await runCommand(["sh", "-c", script], { timeout, onLine: (line) => lines.push(line) });
  expect(ended).toEqual({ exitCode: 3, stdout: "out", stderr: "err" });
  expect(lines.sort()).toEqual(["err", "out"]);
});

test("sets and removes variables, and ends a command whose signal is aborted", async () => {
  const environment = { REHEARSAL_TEST: "set", HOME: undefined };
  const printed = await runCommand(["sh", "-c", "echo $REHEARSAL_TEST $HOME."], {
    timeout,
    environment,
  });
  expect(printed.stdout).toBe("set .");
  const abort = new AbortController();
  const command = [
    "sh",
    "-c",
    "trap 'exit 7' TERM; echo ready; while :; do read -t 1 _ || :; done </dev/zero",
  ];
  const onLine = () => abort.abort();
  const ended = await runCommand(command as [string, ...string[]], { timeout, onLine, signal: abort.signal });
  expect(ended).toMatchObject({ exitCode: 7, stdout: "ready" });
});

test("runs a command in a process group of its own when asked", async () => {
  const group = async (ownGroup: boolean) => {
    const { stdout } = await runCommand(["sh", "-c", "echo $$ $(ps -o pgid= -p $$)"], { timeout, ownGroup });
    const [pid, pgid] = stdout.split(" ").filter(Boolean);
    return pid === pgid;
  };
  expect([await group(false), await group(true)]).toEqual([false, true]);
});

test("a program that does not exist or takes too long ends without an exit code and says why", async () => {
  const missing = await runCommand(["/no/such/program"], { timeout });
  expect(missing.exitCode).toBeUndefined();
  expect(missing.stderr).toContain("ENOENT");
  const slow = await runCommand(["sleep", "60"], { timeout: 50 });
  expect(slow.exitCode).toBeUndefined();
  expect(slow.stderr).toMatch(/timed out/i);
  const slowWithLines = await runCommand(["sleep", "60"], { timeout: 50, onLine: () => {} });
  expect(slowWithLines.exitCode).toBeUndefined();
});
