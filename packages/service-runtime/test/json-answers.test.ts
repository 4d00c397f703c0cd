import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serviceRuntimeFolder } from "../src/index.ts";

/** Runs Python with the module's parts, and a clock that the script sets; what it prints is JSON. */
function python(script: string): unknown {
  const text = `import json, json_answers
now = 0
json_answers.time.monotonic = lambda: now
${script}`;
  const { status, stdout, stderr } = spawnSync("python3", ["-c", text], {
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      PYTHONPATH: join(serviceRuntimeFolder, "python"),
      PYTHONDONTWRITEBYTECODE: "1",
    },
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

test("a check that breaks is an answer, and the others go on", () => {
  expect(
    python(`
def broken():
    raise OSError("gone")
answers = json_answers.Answers({"/a": broken, "/b": lambda: (200, {"well": True})}, 2)
answers.refresh()
print(json.dumps([answers.of("/a"), answers.of("/b"), answers.of("/c")]))`),
  ).toEqual([[500, { error: "OSError: gone" }], [200, { well: true }], null]);
});

test("a result is believed for five rounds and 15 s, and a check that never ended never", () => {
  expect(
    python(`
answers = json_answers.Answers({"/a": lambda: (200, {})}, 2)
statuses = [answers.of("/a")[0]]
answers.refresh()
for now in (25, 26):
    statuses.append(answers.of("/a")[0])
print(json.dumps(statuses))`),
  ).toEqual([503, 200, 503]);
});
