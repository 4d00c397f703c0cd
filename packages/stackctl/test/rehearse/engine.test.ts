import type { RunCommand } from "rehearsal";
import { expect, test } from "vitest";
import { abortable } from "../../src/rehearse/engine.ts";

const DONE = { exitCode: 0, stdout: "", stderr: "" };

/** Whether each command would be ended by the signal. */
function recorder() {
  const seen: [string, boolean][] = [];
  const run: RunCommand = async (command, { signal }) => {
    seen.push([command.join(" "), signal !== undefined]);
    return DONE;
  };
  return { run, seen };
}

test("what the engine was asked to make is waited for, what only waits is ended", async () => {
  const { run, seen } = recorder();
  const abort = abortable(run, new AbortController().signal);
  const commands: [string, ...string[]][] = [
    ["docker", "create", "--name", "a", "image"],
    ["docker", "network", "create", "a"],
    ["docker", "compose", "up", "--no-start"],
    ["docker", "compose", "up", "--detach", "--wait"],
    ["docker", "build", "."],
    ["docker", "exec", "a", "true"],
    ["/checkout/run-relay.sh"],
  ];
  for (const command of commands) await abort(command, { timeout: 1000 });
  expect(seen.map(([, ended]) => ended)).toEqual([false, false, false, true, true, true, true]);
});

test("nothing is started after the signal", async () => {
  const { run, seen } = recorder();
  const reason = new Error("TERM");
  await expect(
    abortable(run, AbortSignal.abort(reason))(["docker", "create"], { timeout: 1000 }),
  ).rejects.toBe(reason);
  expect(seen).toEqual([]);
});
