import type { ComposeService } from "@unicity-sphere/compose-gen";
import { expect } from "vitest";
import { docker, withEngine } from "./support/engine.ts";
import { startHost } from "./support/host.ts";
import { plannedSample } from "./support/sample-stack.ts";

const units: Record<string, number> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };
const bytes = (text: string) => Number(text.slice(0, -1)) * (units[text.slice(-1)] ?? Number.NaN);

/** What `docker inspect` shows of a container that Compose makes from a planned service. */
function expected(service: ComposeService) {
  return {
    hostname: service.hostname,
    user: service.user,
    stopTimeout: Number(service.stop_grace_period.replace("s", "")),
    restart: service.restart,
    readOnly: service.read_only,
    capAdd: service.cap_add,
    capDrop: service.cap_drop,
    security: service.security_opt,
    memory: bytes(service.mem_limit),
    pids: service.pids_limit,
    cpus: (service.cpus ?? 0) * 1e9,
    logging: { Type: service.logging.driver, Config: service.logging.options },
    tmpfs: Object.fromEntries((service.tmpfs ?? []).map((entry) => entry.split(/:(.*)/).slice(0, 2))),
    labels: service.labels,
    mounts: (service.volumes ?? []).map(({ target, type }) => `${type} ${target}`).sort(),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the engine's answer has no type here
function actual({ Config, HostConfig, Mounts }: any) {
  const ours = Object.entries(Config.Labels).filter(([name]) => name.startsWith("compose-gen."));
  return {
    hostname: Config.Hostname,
    user: Config.User,
    stopTimeout: Config.StopTimeout,
    restart: HostConfig.RestartPolicy.Name,
    readOnly: HostConfig.ReadonlyRootfs,
    capAdd: HostConfig.CapAdd.map((name: string) => name.replace("CAP_", "")).sort(),
    capDrop: HostConfig.CapDrop,
    security: HostConfig.SecurityOpt,
    memory: HostConfig.Memory,
    pids: HostConfig.PidsLimit,
    cpus: HostConfig.NanoCpus,
    logging: HostConfig.LogConfig,
    tmpfs: HostConfig.Tmpfs,
    labels: Object.fromEntries(ours),
    mounts: Mounts.map(
      (mount: { Type: string; Destination: string }) => `${mount.Type} ${mount.Destination}`,
    ).sort(),
  };
}

withEngine("the container of a run script is the one of the rendered host file", async () => {
  await using host = await startHost();
  // Behind HAProxy, which is not there: the volume says that a certificate may be.
  await docker("network", "create", `${host.id}-edge`);
  await docker("volume", "create", `${host.container}-letsencrypt`);
  const tls = ["--domain", "sample.example.org", "--ssl-email", "ops@example.org"];
  const { errors } = await host.run(tls, { STOP_TIMEOUT: "45" });
  expect(errors).toContain("a certificate in");
  const container = await host.inspect();
  expect(actual(container)).toEqual(expected(plannedSample(host.id)));
  expect(container.Mounts.map(({ Name }: { Name: string }) => Name).sort()).toEqual([
    `${host.id}-sample-data`,
    `${host.id}-sample-letsencrypt`,
  ]);
  expect(Object.keys(container.NetworkSettings.Networks).sort()).toEqual([
    `${host.id}-edge`,
    `${host.id}-net`,
  ]);
  expect(container.HostConfig.PortBindings).toEqual({});
});
