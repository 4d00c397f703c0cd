import type { DocumentPath } from "../finding.ts";
import { normaliseBuild } from "./build.ts";
import { asFlag, asRecord, asText, asTextRecord, asTexts } from "./coerce.ts";
import { normaliseDevices } from "./devices.ts";
import type { LintDependency, LintHealth, LintService } from "./document.ts";
import { normaliseEnvironment } from "./environment.ts";
import { normaliseHooks } from "./hooks.ts";
import { limitsLeft, limitsProcesses, sizesMemory } from "./limits.ts";
import { normaliseMounts } from "./mounts.ts";
import { normalisePorts } from "./ports.ts";
import { normaliseVolumesFrom } from "./volumes-from.ts";
import { normaliseWords } from "./words.ts";

const namespaceKeys = ["network_mode", "pid", "ipc", "uts", "userns_mode", "cgroup"];

/** One service of a Compose file in one form. Values of a wrong type count as absent: Compose refuses them itself. */
export function normaliseService(name: string, value: unknown, file: Record<string, unknown>): LintService {
  const service = asRecord(value);
  const path = ["services", name];
  const deploy = asRecord(service.deploy);
  const limits = asRecord(asRecord(deploy.resources).limits);
  const logging = asRecord(service.logging);
  return {
    name,
    image: asText(service.image),
    imageIsVariable: typeof service.image === "string" && service.image.replaceAll("$$", "").includes("$"),
    build: normaliseBuild(service.build, [...path, "build"], file),
    user: asText(service.user),
    privileged: asFlag(service.privileged),
    readOnly: service.read_only === undefined ? undefined : asFlag(service.read_only),
    capAdd: asTexts(service.cap_add),
    capDrop: asTexts(service.cap_drop),
    securityOpt: asTexts(service.security_opt),
    devices: normaliseDevices(service),
    hooks: normaliseHooks(service, path),
    groups: asTexts(service.group_add),
    leavesLimits: limitsLeft(service),
    namespaces: Object.fromEntries(
      namespaceKeys.flatMap((key) => {
        const mode = asText(service[key]);
        return mode === undefined ? [] : [[key, mode]];
      }),
    ),
    networks: Array.isArray(service.networks)
      ? asTexts(service.networks)
      : service.networks === undefined || service.networks === null
        ? ["default"]
        : Object.keys(asRecord(service.networks)),
    volumesFrom: normaliseVolumesFrom(service.volumes_from, [...path, "volumes_from"]),
    ports: normalisePorts(service.ports, [...path, "ports"]),
    mounts: normaliseMounts(service, path, file),
    usesApiSocket: asFlag(service.use_api_socket),
    environment: normaliseEnvironment(service.environment, [...path, "environment"]),
    labels: normaliseEnvironment(service.labels, [...path, "labels"]),
    command: normaliseWords(service.command),
    entrypoint: normaliseWords(service.entrypoint),
    dependsOn: normaliseDependencies(service.depends_on, [...path, "depends_on"]),
    health: normaliseHealth(service.healthcheck),
    restart: asText(service.restart) ?? asText(asRecord(deploy.restart_policy).condition),
    memoryLimited: sizesMemory(service.mem_limit) || sizesMemory(limits.memory),
    pidsLimited: limitsProcesses(service.pids_limit) || limitsProcesses(limits.pids),
    logging: { driver: asText(logging.driver) ?? "json-file", options: asTextRecord(logging.options) },
    unseen: ["env_file", "label_file", "provider"].filter((key) => isGiven(service[key])),
    unresolved: ["extends"].filter((key) => service[key] !== undefined),
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

function normaliseDependencies(value: unknown, path: DocumentPath): LintDependency[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => {
      const service = asText(item);
      return service === undefined ? [] : [{ service, condition: "service_started", path: [...path, index] }];
    });
  return Object.entries(asRecord(value)).map(([service, dependency]) => ({
    service,
    condition: asText(asRecord(dependency).condition) ?? "service_started",
    path: [...path, service],
  }));
}

function normaliseHealth(value: unknown): LintHealth | undefined {
  const health = asRecord(value);
  if (asFlag(health.disable)) return { disabled: true };
  const shellLine = asText(health.test);
  if (shellLine !== undefined) return { disabled: false, shell: true, words: [shellLine] };
  const [kind, ...words] = asTexts(health.test);
  if (kind === undefined) return undefined;
  return kind === "NONE" ? { disabled: true } : { disabled: false, shell: kind === "CMD-SHELL", words };
}
