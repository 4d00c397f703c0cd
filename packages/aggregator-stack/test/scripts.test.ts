import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { aggregatorStack, script } from "../src/index.ts";
import { shells } from "./support/shells.ts";

/** Every text that the rendered file gives to a shell, by the name that it runs under. */
const inlineScripts = aggregatorStack("v1").services.flatMap(({ runtime, ...service }) => {
  const health =
    service.kind === "service" && service.health && "command" in service.health ? service.health.command : [];
  return [runtime.entrypoint ?? [], health]
    .filter(([shell, flag]) => String(shell).endsWith("/sh") && flag === "-c")
    .map(([, , text, name]) => ({ name: String(name), text: String(text) }));
});

/** The jobs that the image aggregator-tools holds, as its command runs them: after the shared functions. */
const jobs = ["prepare-volumes", "own-volumes", "seed-keys", "state-set", "export-public"].map((name) => ({
  name,
  text: script(`${name}.sh`, ["fail", "files"]),
}));

test("every job and start command with a shell is covered", () => {
  expect(inlineScripts.map(({ name }) => name).sort()).toEqual([
    "aggregator-health",
    "bft-root-health",
    "config-upload",
    "genesis-aggregator",
    "genesis-root",
    "mongo-health",
    "run-aggregator",
  ]);
});

describe.each([...inlineScripts, ...jobs])("$name", ({ text }) => {
  for (const { name, command } of shells)
    test(`is valid for ${name}`, () => {
      const [program = "sh", ...args] = command;
      const { status, stderr } = spawnSync(program, [...args, "-n"], { input: text, encoding: "utf8" });
      expect(status, stderr).toBe(0);
    });

  test("ends at the first error and at unset variables", () => {
    expect(text).toMatch(/^set -eu$/m);
  });
});
