import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackPlan } from "@unicity-sphere/compose-gen";
import { execa } from "execa";
import { makeDouble, serviceFolder } from "./image.ts";
import { entrypointOf, healthServices, OWN_COMMAND } from "./services.ts";

/** The services of upstream images with health commands of some plans, each in a container of its image's double. */
export interface HealthProject extends AsyncDisposable {
  /** Names of the containers' services: `<service>-<profile>`. */
  names: string[];
  /** `healthy`, `unhealthy` or `starting`, by name. */
  states(): Promise<Record<string, string>>;
  /** What the containers printed, for the message of a failure. */
  logs(): Promise<string>;
  exec(name: string, script: string): Promise<string>;
}

const DROPPED = [
  "container_name",
  "depends_on",
  "hostname",
  "networks",
  "network_mode",
  "ports",
  "secrets",
  "volumes",
];

/**
 * Starts them as the rendered files say (user, capabilities, read-only root, tmpfs, limits, environment, health command),
 * but for what does not concern the command: other services, volumes and ports are left out, and probes come every
 * second instead of every ten.
 */
export async function healthProject(plans: readonly StackPlan[]): Promise<HealthProject> {
  const project = `health-${randomBytes(4).toString("hex")}`;
  const folder = await mkdtemp(join(tmpdir(), `${project}-`));
  const double = await serviceFolder();
  const images = new Map<string, string>();
  const services: Record<string, unknown> = {};
  for (const plan of plans)
    for (const [name, service] of Object.entries(plan.compose.services)) {
      const { healthcheck } = service;
      const behind = healthServices[name];
      if (!healthcheck || !("test" in healthcheck) || healthcheck.test[1] === OWN_COMMAND) continue;
      if (!behind) throw new Error(`nothing is known to stand behind the health command of ${name}`);
      const pin = plan.images.find(({ reference }) => reference === service.image)?.pin ?? "";
      images.set(pin, `${project}:${pin}`);
      const kept = Object.entries(service).filter(([key]) => !DROPPED.includes(key) && key !== "command");
      services[`${name}-${plan.profile}`] = {
        ...Object.fromEntries(kept),
        image: images.get(pin),
        entrypoint: entrypointOf(behind),
        healthcheck: { ...healthcheck, interval: "1s", start_period: "60s", retries: 2 },
        volumes: [`${double}:/double:ro`],
        tmpfs: [...(service.tmpfs ?? []), ...(behind.tmpfs ?? [])],
        networks: { default: { aliases: [name] } },
        restart: "no",
      };
    }
  for (const [pin, image] of images) await makeDouble(image, pin);
  const file = join(folder, "compose.json");
  await writeFile(file, JSON.stringify({ name: project, services }));

  const required = plans
    .flatMap((plan) => plan.variables)
    .filter((variable) => variable.required !== undefined);
  const env = Object.fromEntries(required.map(({ name }) => [name, "http://a.test"]));
  const compose = (...args: string[]) => execa("docker", ["compose", "--file", file, ...args], { env });
  const stop = async () => {
    await compose("down", "--volumes", "--timeout", "1");
    await execa("docker", ["image", "rm", "--force", ...images.values()]);
    for (const path of [folder, double]) await rm(path, { recursive: true, force: true });
  };
  try {
    await compose("up", "--detach", "--pull", "never");
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    names: Object.keys(services),
    async states() {
      const { stdout: ids } = await compose("ps", "--all", "--quiet");
      const format = '{{index .Config.Labels "com.docker.compose.service"}} {{.State.Health.Status}}';
      const { stdout } = await execa("docker", ["inspect", "--format", format, ...ids.split("\n")]);
      return Object.fromEntries(stdout.split("\n").map((line) => line.split(" ") as [string, string]));
    },
    logs: async () => (await compose("logs", "--no-color", "--tail", "5")).stdout,
    async exec(name, script) {
      return (await compose("exec", "--no-TTY", name, "/double/busybox", "sh", "-c", script)).stdout;
    },
    [Symbol.asyncDispose]: stop,
  };
}
