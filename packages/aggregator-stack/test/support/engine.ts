import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackPlan } from "@unicity-sphere/compose-gen";
import { execa } from "execa";

/** A project on the real engine whose images are all replaced by one local image; everything is removed at the end. */
export interface EngineProject extends AsyncDisposable {
  /** Runs `docker compose` with the rendered file and the image replacements. */
  compose(...args: string[]): Promise<string>;
  /** `docker inspect` of every container of the project, by service name. */
  inspect(): Promise<Record<string, ContainerFacts>>;
  name: string;
}

/** The part of `docker inspect` that the hardening shows in. */
export interface ContainerFacts {
  Config: { User: string; Labels: Record<string, string> };
  HostConfig: {
    ReadonlyRootfs: boolean;
    CapDrop: string[] | null;
    CapAdd: string[] | null;
    SecurityOpt: string[] | null;
    Memory: number;
    PidsLimit: number | null;
    Privileged: boolean;
    LogConfig: { Type: string; Config: Record<string, string> };
    PortBindings: Record<string, { HostIp: string; HostPort: string }[]> | null;
    Binds: string[] | null;
  };
}

/** Puts `plan`'s file, and an image that exists here, on the engine without starting anything. */
export async function engineProject(
  file: string,
  plan: StackPlan,
  image: string,
  environment: Record<string, string>,
): Promise<EngineProject> {
  const folder = await mkdtemp(join(tmpdir(), "engine-project-"));
  const name = `unicity-test-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  const override = join(folder, "images.json");
  await writeFile(override, JSON.stringify(replacements(plan, image, name)));
  await writeFile(join(folder, "mnemonic"), "not a mnemonic\n", { mode: 0o600 });

  const env = {
    ...environment,
    STACK_NETWORK: name,
    HAPROXY_NET: name,
    FAUCET_MNEMONIC_FILE: join(folder, "mnemonic"),
  };
  const docker = async (...args: string[]) => (await execa("docker", args, { env })).stdout;
  const compose = (...args: string[]) => docker("compose", "-p", name, "-f", file, "-f", override, ...args);
  await docker("network", "create", name);

  return {
    name,
    compose,
    async inspect() {
      const ids = (await compose("ps", "--all", "--quiet")).split("\n").filter(Boolean);
      const containers = JSON.parse(await docker("inspect", ...ids)) as ContainerFacts[];
      return Object.fromEntries(
        containers.map((facts) => [facts.Config.Labels["com.docker.compose.service"] ?? "?", facts]),
      );
    },
    async [Symbol.asyncDispose]() {
      try {
        await compose("down", "--volumes", "--timeout", "1");
        await docker("network", "rm", name);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The image of every service, and own names where the file has fixed ones: several projects run side by side. */
function replacements({ compose }: StackPlan, image: string, name: string) {
  const services = Object.entries(compose.services).map(([key, { container_name }]) => [
    key,
    { image, ...(container_name ? { container_name: `${name}-${key}` } : {}) },
  ]);
  const volumes = Object.entries(compose.volumes ?? {})
    .filter(([, volume]) => volume.name)
    .map(([key]) => [key, { name: `${name}-${key}` }]);
  return { services: Object.fromEntries(services), volumes: Object.fromEntries(volumes) };
}

/** Imports an image without a single file: enough to create containers, which is all that is inspected. */
export async function importEmptyImage(name: string): Promise<void> {
  const nothing = new Uint8Array(1024); // the end mark of a tar archive
  await execa("docker", ["import", "--change", 'CMD ["/none"]', "-", name], { input: nothing });
}
