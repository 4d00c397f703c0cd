import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect } from "vitest";
import { hasEngine, withEngine } from "../support/docker.ts";
import { engineProject, importEmptyImage } from "../support/engine.ts";
import { plans } from "../support/plan.ts";

const generated = fileURLToPath(new URL("../../../../generated/", import.meta.url));
const image = `unicity-test-empty:${process.pid}`;
const anyPort = { AGGREGATOR_PORT: "0", AGGREGATOR_UI_PORT: "0", FAUCET_PORT: "0", RELAY_PORT: "0" };

beforeAll(async () => {
  if (hasEngine) await importEmptyImage(image);
});
afterAll(async () => {
  if (hasEngine) await execa("docker", ["image", "rm", "--force", image]);
});

for (const plan of plans) {
  withEngine(`the engine creates every container of generated/${plan.path} hardened`, async () => {
    const required = plan.variables.filter((variable) => variable.required !== undefined);
    const environment = Object.fromEntries(required.map(({ name }) => [name, "http://a.test"]));
    await using project = await engineProject(join(generated, plan.path), plan, image, {
      ...environment,
      ...anyPort,
      COMPOSE_PROFILES: "*",
    });
    await project.compose("create", "--pull", "never");

    const containers = await project.inspect();
    expect(Object.keys(containers).sort()).toEqual(Object.keys(plan.compose.services).sort());
    for (const [service, { Config, HostConfig }] of Object.entries(containers)) {
      const own = (fact: string) => `${service}: ${fact}`;
      expect(HostConfig.ReadonlyRootfs, own("read-only root")).toBe(true);
      expect(HostConfig.CapDrop, own("capabilities")).toEqual(["ALL"]);
      expect(HostConfig.SecurityOpt, own("no-new-privileges")).toContain("no-new-privileges:true");
      expect(HostConfig.Memory, own("memory limit")).toBeGreaterThan(0);
      expect(HostConfig.PidsLimit, own("pids limit")).toBeGreaterThan(0);
      expect(HostConfig.Privileged, own("privileged")).toBe(false);
      expect(HostConfig.LogConfig.Config["max-size"], own("log rotation")).toBeDefined();
      expect(Config.User, own("user")).toBe(plan.compose.services[service]?.user);
      const bindings = Object.values(HostConfig.PortBindings ?? {}).flat();
      expect(
        bindings.every(({ HostIp }) => HostIp === "127.0.0.1"),
        own("loopback only"),
      ).toBe(true);
    }
  });
}
