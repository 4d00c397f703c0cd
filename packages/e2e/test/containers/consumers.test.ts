import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFreshName } from "../../src/instance-name.ts";
import { goOutside, type Outside, type Running } from "../consumers/support/consumer.ts";
import { installNodes } from "../consumers/support/nodes.ts";
import { REPOSITORY } from "../consumers/support/packed.ts";
import { readmeSteps } from "../consumers/support/readme-steps.ts";
import { eventually, processesIn } from "../support/place.ts";
import { images, onEngine } from "./support/engine.ts";

const EMBEDDED = { E2E_LOCAL_AGGREGATOR: "1" };
const TESTS = "npx vitest run";

let outside: Outside;
let nodes: Awaited<ReturnType<typeof installNodes>>;
let docker: Record<string, string>;

beforeAll(async () => {
  outside = await goOutside();
  const [install = ""] = readmeSteps();
  [, nodes] = await Promise.all([succeeds(outside.shell(install)), installNodes(outside)]);
  const pairs = Object.entries(await images()).map((pair) => pair.join("="));
  docker = { ...EMBEDDED, E2E_LOCAL_BACKEND: "docker", E2E_LOCAL_IMAGES: pairs.join(",") };
});
afterAll(() => outside?.remove());

/** What a line printed. @throws with all of it when the line failed */
async function succeeds(running: Running): Promise<string> {
  const { exitCode, all } = await running;
  expect(exitCode, all).toBe(0);
  return all ?? "";
}

/** Processes and instances that are there. */
const left = () => [...processesIn(outside.folder), ...readdirSync(outside.home).filter(isFreshName)];

test("the workflow of the README tests a wallet on a stack of its own, and nothing is left", async () => {
  const [, ...steps] = readmeSteps();
  expect(steps).toHaveLength(1);
  for (const step of steps) expect(await succeeds(outside.shell(step))).toContain("(embedded) is up after");
  expect(left()).toEqual([]);
});

test("a consumer compiles against the declarations of the package, and they are whole", async () => {
  const compiler = join(REPOSITORY, "node_modules/typescript/bin/tsc");
  await succeeds(outside.shell(`node '${compiler}' -p .`));
  const { all = "" } = await outside.shell(`node '${compiler}' -p . --skipLibCheck false`);
  const errors = all.split("\n").filter((line) => /^\S.*error TS/.test(line));
  expect(errors.filter((line) => !line.startsWith("node_modules/@unicitylabs/"))).toEqual([]);
});

test("tests run on Node.js 22", async () => {
  expect(
    await succeeds(outside.shell(`node --version && ${TESTS}`, { node: nodes[22], env: EMBEDDED })),
  ).toMatch(/^v22\./);
  expect(left()).toEqual([]);
});

test("tests run on Node.js 20 once the command of the error has installed a newer one for the stack", async () => {
  const on20 = { node: nodes[20], env: EMBEDDED };
  const { exitCode, all = "" } = await outside.shell(TESTS, on20);
  expect(exitCode).not.toBe(0);
  const command = /npm install --save-dev node-[\w-]+@[\d.]+/.exec(all)?.[0];
  expect(command, all).toBeDefined();
  await succeeds(outside.shell(`${command} --no-audit`, on20));
  expect(await succeeds(outside.shell(`node --version && ${TESTS}`, on20))).toMatch(/^v20\./);
  expect(left()).toEqual([]);
});

test("the same tests run on containers, and nothing is left of them", async () => {
  const text = await succeeds(outside.shell(TESTS, { env: docker }));
  const [, instance = ""] = /Stack "(\S+)" \(docker\) is up after/.exec(text) ?? [];
  expect(instance).not.toBe("");
  expect([await onEngine(instance), left()]).toEqual([[], []]);
});

test.each(["embedded", "docker"] as const)("a vitest that is killed leaves nothing (%s)", async (backend) => {
  const project = outside.project(`killed-${backend}`, {
    "held.test.ts": `
      import { writeFileSync } from "node:fs";
      import { currentStack } from "@unicity-sphere/e2e";
      import { test } from "vitest";
      test("never ends", () => {
        writeFileSync("instance", currentStack().instance);
        return new Promise(() => {});
      });`,
  });
  const env = backend === "docker" ? docker : EMBEDDED;
  const running = outside.shell(`exec node node_modules/vitest/vitest.mjs run`, { cwd: project, env });
  const marker = join(project, "instance");
  await eventually("its test runs", () => existsSync(marker), 300_000);
  const instance = readFileSync(marker, "utf8");
  const engine = () => (backend === "docker" ? onEngine(instance) : []);
  expect([...left(), ...(await engine())].length).toBeGreaterThan(3);
  running.kill("SIGKILL");
  await running;
  await eventually(
    "all of it is gone",
    async () => left().length === 0 && (await engine()).length === 0,
    30_000,
  );
});

test("the patch gives an SDK's own harness the flag, and takes nothing from it", async () => {
  const folder = outside.sdk();
  const patch = join(REPOSITORY, "examples/sphere-sdk/local-aggregator.patch");
  await execa("git", ["apply", patch], { cwd: folder });
  const pnpm = join(REPOSITORY, "node_modules/.bin/pnpm");
  await succeeds(outside.shell(`'${pnpm}' install --prefer-offline`, { cwd: folder }));
  const run = (env: Record<string, string>) =>
    outside.shell("node node_modules/vitest/vitest.mjs run --config vitest.e2e.config.ts", {
      cwd: folder,
      env,
    });
  expect(await succeeds(run({ E2E_LOCAL_AGGREGATOR: "true" }))).toContain("(embedded) is up after");
  expect(await succeeds(run(docker))).toContain("(docker) is up after");
  expect(left()).toEqual([]);
  const own = await run({ E2E_LOCAL_INFRA: "1" });
  expect(own.all).toMatch(/harness: start[\s\S]*harness: stop/);
});
