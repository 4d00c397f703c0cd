import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expectedComposeConfig } from "@unicity-sphere/compose-gen";
import { execa } from "execa";
import { expect } from "vitest";
import { withCompose } from "../support/docker.ts";
import { plans } from "../support/plan.ts";

/** Every service, also those that only a Compose profile starts. */
const ALL = ["--profile", "*"];

const generated = fileURLToPath(new URL("../../../../generated/", import.meta.url));

for (const plan of plans) {
  withCompose(`docker compose reads generated/${plan.path} as the model means it`, async () => {
    const file = join(generated, plan.path);
    const required = plan.variables.filter((variable) => variable.required !== undefined);
    const environment = Object.fromEntries(
      required.map(({ name }) => [name, `http://${name.toLowerCase()}.test/a$b`]),
    );
    const { stdout } = await execa("docker", ["compose", ...ALL, "-f", file, "config", "--format", "json"], {
      env: { PATH: process.env.PATH, ...environment },
      extendEnv: false,
    });
    expect(JSON.parse(stdout)).toEqual(
      JSON.parse(JSON.stringify(expectedComposeConfig(plan, { environment, directory: dirname(file) }))),
    );
  });

  withCompose(`docker compose accepts generated/${plan.path} without a warning`, async () => {
    const required = plan.variables.filter((variable) => variable.required !== undefined);
    const { stderr } = await execa(
      "docker",
      ["compose", ...ALL, "-f", join(generated, plan.path), "config", "--quiet"],
      {
        env: {
          PATH: process.env.PATH,
          ...Object.fromEntries(required.map(({ name }) => [name, "http://a.test"])),
        },
        extendEnv: false,
      },
    );
    expect(stderr).toBe("");
  });
}

withCompose(
  "the documentation page is no service of generated/aggregator.yml without the profile ui",
  async () => {
    const file = join(generated, "aggregator.yml");
    const services = async (...options: string[]) =>
      (await execa("docker", ["compose", ...options, "-f", file, "config", "--services"])).stdout.split("\n");
    expect(await services()).not.toContain("aggregator-ui");
    expect(await services("--profile", "ui")).toContain("aggregator-ui");
  },
);

withCompose("generated/faucet.yml alone names the variables that it needs", async () => {
  const { exitCode, stderr } = await execa(
    "docker",
    ["compose", "-f", join(generated, "faucet.yml"), "config", "--quiet"],
    { env: { PATH: process.env.PATH }, extendEnv: false, reject: false },
  );
  expect(exitCode).not.toBe(0);
  expect(stderr).toMatch(/AGGREGATOR_URL|RELAY_URL|TRUST_BASE_URL/);
  expect(stderr).toContain("e.g. ");
});
