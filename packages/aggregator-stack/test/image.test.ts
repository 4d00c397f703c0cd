import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serviceRuntimeFolder } from "service-runtime";
import { expect, test } from "vitest";
import { copiedFiles, expectCopiedFiles } from "../../service-runtime/test/support/copied-files.ts";
import { aggregatorProxyImageBuild } from "../src/image.ts";
import { planOf } from "./support/plan.ts";

const folder = fileURLToPath(new URL("../image/", import.meta.url));
const dockerfile = readFileSync(join(folder, "Dockerfile"), "utf8");

test("everything that the Dockerfile copies is in its build context", () => {
  const copied = copiedFiles(dockerfile);
  expect(copied.length).toBeGreaterThan(5);
  expectCopiedFiles(aggregatorProxyImageBuild("base"), copied);
});

test("the base is an argument without a default, and no frontend is pulled", () => {
  expect(dockerfile).toMatch(/^ARG BASE_IMAGE$/m);
  expect(dockerfile).not.toMatch(/^#\s*syntax/im);
});

test.each(["v2a", "v3"])("the routes that the image holds are also those of %s", (generation) => {
  const doors = (id: string) =>
    planOf("aggregator", id).doors.map(({ service, routes }) => ({ service, routes }));
  expect(doors("v1").map(({ service }) => service)).toEqual(["aggregator-proxy", "aggregator-ui"]);
  expect(doors(generation)).toEqual(doors("v1"));
});

/** Codes of the problems that are found, before anything starts. */
function problemsOf(environment: Record<string, string>): string[] {
  const library = join(serviceRuntimeFolder, "lib");
  const text = `set -euo pipefail; source "${library}/errors.sh"; source "${library}/settings.sh"
    source "${library}/validate-text.sh"; service_validate`;
  const { status, stderr } = spawnSync("bash", ["--norc", "-c", text], {
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      SERVICE_CONFIGURATION: join(folder, "service.sh"),
      SERVICE_RUNTIME_STATE: "/nonexistent",
      ...environment,
    },
  });
  expect(status, stderr).toBe(0);
  return [...stderr.matchAll(/\[([A-Z_]+)\]/g)].map(([, code]) => String(code));
}

test.each(["v1", "v2a", "v3"])("the environment of the Compose files of %s is accepted", (generation) => {
  const { environment } = planOf("aggregator", generation).compose.services["aggregator-proxy"] ?? {};
  expect(Object.keys(environment ?? {})).toContain("STACK_SDK");
  expect(problemsOf(environment as Record<string, string>)).toEqual([]);
  const ui = planOf("aggregator", generation).compose.services["aggregator-ui"]?.environment;
  expect(ui).toEqual({ DOOR: "ui" });
  expect(problemsOf(ui as Record<string, string>)).toEqual([]);
});

test.each([
  [{ READY_SECONDS: "0" }, "NUMBER_INVALID"],
  [{ DOOR: "metrics" }, "FORM_INVALID"],
  [{ STACK_GENERATION: "V 1" }, "FORM_INVALID"],
  [{ STACK_SDK: "sphere" }, "SDK_INVALID"],
  [{ STACK_RELAY_URL: "https://relay.example.org" }, "FORM_INVALID"],
  [{ STACK_FAUCET_URL: "https://me:secret@faucet.example.org" }, "FORM_INVALID"],
])("%j is refused", (wrong, code) => {
  expect(problemsOf(wrong as Record<string, string>)).toEqual([code]);
});
