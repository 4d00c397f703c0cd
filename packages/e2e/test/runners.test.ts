import { readdirSync } from "node:fs";
import { execa } from "execa";
import { expect, onTestFinished, test, vi } from "vitest";
import beginJest from "../src/jest.ts";
import endJest from "../src/jest-teardown.ts";
import beginPlaywright from "../src/playwright.ts";
import { stackctlProgram } from "../src/program.ts";
import { installedProject } from "./support/installed-project.ts";
import { environment, processesIn, temporaryFolder } from "./support/place.ts";

test.each([
  { fixture: "jest", runner: "jest", args: ["--no-watchman"] },
  { fixture: "playwright", runner: "@playwright/test", args: ["test"] },
])(
  "$runner runs one stack for all its workers, and nothing is left of it",
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

test.each([
  ["Jest", () => beginJest().then(() => endJest)],
  ["Playwright", beginPlaywright],
])("%s does not say how its tests went: a stack that is to stay then does", async (_, begin) => {
  const home = temporaryFolder();
  const flags = { E2E_LOCAL_INFRA: "1", E2E_LOCAL_INFRA_NO_FAUCET: "1", E2E_KEEP_FAILED: "1" };
  for (const [name, value] of Object.entries(environment(home, flags))) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const said = vi.spyOn(console, "log").mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());
  const end = await begin();
  const { E2E_LOCAL_INSTANCE: instance = "", SPHERE_NOSTR_RELAYS: relay = "" } = process.env;
  onTestFinished(async () => {
    const down = [stackctlProgram(), "down", "--instance", instance];
    await execa(process.execPath, down, { env: environment(home), reject: false });
  });
  await end?.();
  expect((await fetch(relay.replace("ws", "http"))).ok).toBe(true);
  const lines = said.mock.calls.map(([line]) => String(line));
  expect(lines).toContain("[e2e] This runner does not say whether tests failed.");
  expect(lines.at(-1)).toMatch(/^\[e2e\] End it: .* down --instance e2e-/);
});
