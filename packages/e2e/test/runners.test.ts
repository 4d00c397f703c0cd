import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { environment, processesIn, temporaryFolder } from "./support/place.ts";

const SRC = join(import.meta.dirname, "../src");

/** Calls the hooks as the runner does: setup, a worker that inherits the environment, teardown. */
const scripts = {
  Jest: `
    const setup = (await import("${SRC}/jest.ts")).default;
    const teardown = (await import("${SRC}/jest-teardown.ts")).default;
    await setup({}, {});
    const seen = { ...process.env };
    await teardown({}, {});`,
  Playwright: `
    const setup = (await import("${SRC}/playwright.ts")).default;
    const teardown = await setup({});
    const seen = { ...process.env };
    await teardown();`,
};

test.each(Object.entries(scripts))(
  "%s has a stack between its setup and its teardown",
  {
    timeout: 60_000,
  },
  async (_, script) => {
    const home = temporaryFolder();
    const env = environment(home, { E2E_LOCAL_INFRA: "1", E2E_LOCAL_INFRA_NO_FAUCET: "1" });
    const print = "console.log(JSON.stringify([seen.SPHERE_NOSTR_RELAYS, process.env.SPHERE_NOSTR_RELAYS]));";
    const args = ["--input-type=module", "--eval", `${script}\n${print}`];
    const { stdout } = await execa(process.execPath, args, {
      env,
      extendEnv: false,
      cwd: home,
      stdin: "ignore",
    });
    expect(JSON.parse(stdout.split("\n").at(-1) ?? "")).toEqual([expect.stringMatching(/^ws:/), null]);
    expect(processesIn(home)).toEqual([]);
  },
);
