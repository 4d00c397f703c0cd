import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copiedFiles, expectCopiedFiles } from "../../service-runtime/test/support/copied-files.ts";
import { aggregatorToolsImageBuild } from "../src/image.ts";
import { planOf } from "./support/plan.ts";
import { runTool } from "./support/run-tool.ts";
import { toolsImage } from "./support/tools.ts";

const dockerfile = readFileSync(join(toolsImage, "Dockerfile"), "utf8");

test("everything that the Dockerfile copies is in its build contexts", () => {
  const copied = copiedFiles(dockerfile);
  expect(copied.length).toBeGreaterThan(5);
  expectCopiedFiles(aggregatorToolsImageBuild("base"), copied);
});

test("the base is an argument without a default, no frontend is pulled, and it does not run as root", () => {
  expect(dockerfile).toMatch(/^ARG BASE_IMAGE$/m);
  expect(dockerfile).not.toMatch(/^#\s*syntax/im);
  expect(dockerfile).toMatch(/^USER 1001:1001$/m);
});

test("the jobs of the Compose files are in it", () => {
  const { services } = planOf("aggregator", "v1").compose;
  const jobs = Object.values(services).flatMap(({ entrypoint = [] }) =>
    entrypoint[0] === "aggregator-tool" ? [`${entrypoint[1]}.sh`] : [],
  );
  expect(jobs.sort()).toEqual(["export-public.sh", "prepare-volumes.sh", "state-set.sh"]);
  const scripts = copiedFiles(dockerfile).map(({ source }) => source);
  expect(scripts).toEqual(expect.arrayContaining([...jobs, "own-volumes.sh", "seed-keys.sh"]));
});

test("its commands can be executed", () => {
  const commands = readdirSync(join(toolsImage, "commands"));
  expect(commands.sort()).toEqual(["aggregator-tool", "check-genesis", "put-keys"]);
  for (const name of commands) expect(statSync(join(toolsImage, "commands", name)).mode & 0o111).not.toBe(0);
});

test.each(["own_volumes", "../jobs", ""])("a job %j that is not there is an error of usage", (job) => {
  const result = runTool("aggregator-tool", { args: [job], env: { AGGREGATOR_TOOLS: "/nonexistent" } });
  expect(result).toMatchObject({ code: 3, stdout: "", refused: "USAGE" });
});
