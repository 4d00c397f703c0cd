import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { installedProject } from "./support/installed-project.ts";
import { processesIn } from "./support/place.ts";

test.each([
  { fixture: "jest", runner: "jest", args: ["--no-watchman"] },
  { fixture: "playwright", runner: "@playwright/test", args: ["test"] },
])(
  "$runner runs one stack for all its workers, and nothing is left of it",
  { timeout: 180_000 },
  async ({ fixture, runner, args }) => {
    const project = installedProject(fixture, [runner]);
    const { exitCode, all } = await project.run(runner, args);
    expect(exitCode, all).toBe(0);
    const { one, two } = project.sightings();
    expect(one).toEqual({
      instance: expect.stringMatching(/^e2e-[0-9a-f]{8}$/),
      status: 200,
      pid: expect.any(Number),
    });
    expect(two).toEqual({ ...one, pid: expect.any(Number) });
    expect(two?.pid).not.toBe(one?.pid);
    expect(all?.match(/is up after/g)).toHaveLength(1);
    expect(processesIn(project.home)).toEqual([]);
    expect(readdirSync(project.home).filter((name) => name.startsWith("e2e-"))).toEqual([]);
  },
);
