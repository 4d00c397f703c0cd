import type { Image } from "../model/image.ts";
import type { Profile } from "../model/profile.ts";
import type { Dependency, Service } from "../model/service.ts";
import type { ComposeService } from "./compose-file.ts";
import { configName } from "./configs.ts";
import { planHealth } from "./health.ts";
import { escapeDollars, type Interpolate } from "./interpolation.ts";
import { mergePatch } from "./merge-patch.ts";
import { planMounts, planTmpfs } from "./mounts.ts";
import { planPorts } from "./ports.ts";
import { byCodeUnit, mapRecord, sortedKeys } from "./sorted.ts";
import { duration, size } from "./units.ts";

/** What a service needs from the rest of its plan. */
export interface ServiceContext {
  profile: Profile;
  image: Image | undefined;
  /** What the rendered file names as image. */
  reference: string;
  interpolate: Interpolate;
  project: string;
  stack: string;
  /** True when the engine knows `start_interval`. */
  startInterval: boolean;
}

/** One service as Compose runs it: hardened, limited, with everything spelled out. */
export function planService(service: Service, context: ServiceContext): ComposeService {
  const { runtime } = service;
  const { interpolate, image, profile, project } = context;
  const fixedName = profile.fixedNames ? `${project}-${service.name}` : undefined;
  const all = (values: typeof runtime.command) => values?.map(interpolate);
  const planned: { [Key in keyof ComposeService]: ComposeService[Key] | undefined } = {
    cap_add: listed(runtime.capAdd.map((capability) => capability.capability).sort(byCodeUnit)),
    cap_drop: ["ALL"],
    command: all(runtime.command),
    configs: listed(
      [...service.files]
        .sort((left, right) => byCodeUnit(left.path, right.path))
        .map((file) => ({
          mode: file.mode,
          source: configName(service, file),
          target: escapeDollars(file.path),
        })),
    ),
    container_name: fixedName,
    cpus: service.limits.cpus,
    depends_on: mapRecord(service.dependsOn, planDependency),
    entrypoint: all(runtime.entrypoint),
    environment: mapRecord(runtime.environment, interpolate),
    extra_hosts: listed(
      Object.entries(runtime.extraHosts)
        .map(([host, address]) => `${host}=${address}`)
        .sort(byCodeUnit),
    ),
    healthcheck: service.kind === "service" ? planHealth(service.health, context) : undefined,
    hostname: runtime.hostname ?? fixedName,
    image: context.reference,
    init: runtime.init || undefined,
    labels: planLabels(service, context),
    logging: {
      driver: "json-file",
      options: { "max-file": String(service.logging.maxFiles), "max-size": service.logging.maxSize },
    },
    mem_limit: size(service.limits.memory),
    network_mode: service.networks.length === 0 ? "none" : undefined,
    networks: listed([...service.networks].sort(byCodeUnit)),
    pids_limit: service.limits.pids,
    platform: image?.platforms?.length === 1 ? image.platforms[0] : undefined,
    ports: listed(planPorts(service, context)),
    read_only: runtime.readOnly,
    restart: service.kind === "job" ? "no" : service.restart,
    secrets: listed(
      service.secrets
        .map(({ secret, target }) => ({ source: secret, target: target ?? secret }))
        .sort((left, right) => byCodeUnit(left.target, right.target)),
    ),
    security_opt: ["no-new-privileges:true"],
    shm_size: runtime.shmSize,
    stop_grace_period: duration(service.stopGracePeriod),
    tmpfs: listed(
      runtime.tmpfs.map((tmpfs) => planTmpfs(tmpfs, runtime.user ?? image?.user)).sort(byCodeUnit),
    ),
    user: runtime.user ?? image?.user,
    volumes: listed(planMounts(service)),
    working_dir: runtime.workingDir === undefined ? undefined : escapeDollars(runtime.workingDir),
  };
  const own = sortedKeys(planned) as ComposeService;
  return service.compose ? (sortedKeys(mergePatch(own, service.compose)) as ComposeService) : own;
}

function listed<T>(items: T[]): T[] | undefined {
  return items.length > 0 ? items : undefined;
}

function planDependency(dependency: Dependency) {
  const { condition, restart } =
    typeof dependency === "string" ? { condition: dependency, restart: false } : dependency;
  const conditions = {
    started: "service_started",
    healthy: "service_healthy",
    completed: "service_completed_successfully",
  };
  return { condition: conditions[condition], ...(restart ? { restart } : {}) };
}

/** Own labels, and in a profile with fixed names those by which other tools of the host find a container. */
function planLabels(service: Service, { interpolate, profile, project, stack }: ServiceContext) {
  const found = profile.fixedNames
    ? {
        "compose-gen.project": project,
        "compose-gen.service": service.name,
        "compose-gen.stack": stack,
      }
    : {};
  return mapRecord({ ...found, ...service.runtime.labels }, interpolate);
}
