import type { Engine } from "../../backend/docker/engine/engine.ts";

/** A container of this host as probes see it. Of its environment only names, and values that cannot be secret. */
export interface HostContainer {
  id: string;
  name: string;
  hostname: string;
  /** Labels of ours and of Compose. */
  labels: Readonly<Record<string, string>>;
  /** Name of its service, where one is known. */
  service: string;
  image: string;
  imageId: string;
  status: string;
  exitCode: number;
  restarts: number;
  outOfMemory: boolean;
  health: "none" | "starting" | "healthy" | "unhealthy";
  /** What its last health command said, last line. */
  lastProbe: string;
  /** Bytes; 0 for none. */
  memoryLimit: number;
  /** It runs once and ends: the engine does not start it again. */
  job: boolean;
  /** Our service runtime is in it: `service-status` can be asked. */
  hasRuntime: boolean;
  /** Of the variables in {@link SHOWN}. */
  settings: Readonly<Record<string, string>>;
  /** Host names in URLs of its variables. */
  peers: readonly string[];
  /** Variables with a value whose name says that it is a secret. */
  secretVariables: readonly string[];
  /** Files of this host that it mounts below /run/secrets. */
  secretFiles: readonly string[];
  /** Ports of this host that it publishes. */
  published: readonly number[];
  /** Names by which other containers find it. */
  aliases: readonly string[];
}

/** Variables whose values are shown. */
const SHOWN = ["SSL_DOMAIN", "SSL_DOMAIN_ALIASES", "SSL_STAGING", "HAPROXY_HOST", "HAPROXY_API_PORT"];
const SECRET = /(?:KEY|SECRET|PASSWORD|TOKEN|MNEMONIC|NSEC)$/;
const SECRETS_FOLDER = "/run/secrets/";

interface RawContainer {
  Id: string;
  Name: string;
  Image: string;
  RestartCount: number;
  State: {
    Status: string;
    ExitCode: number;
    OOMKilled?: boolean;
    Health?: { Status: HostContainer["health"]; Log?: { Output: string }[] | null };
  };
  Config: {
    Image: string;
    Hostname: string;
    Env: string[] | null;
    Labels: Record<string, string> | null;
    Healthcheck?: { Test?: string[] | null };
  };
  HostConfig: { Memory: number; PortBindings?: Ports; RestartPolicy?: { Name: string } };
  NetworkSettings: { Ports?: Ports; Networks?: Record<string, { Aliases?: string[] | null }> };
  Mounts: { Source?: string; Destination: string }[];
}

type Ports = Record<string, { HostPort: string }[] | null> | null;

/** All containers, also those that have ended. One that is removed meanwhile is left out. */
export async function lookAtContainers(docker: Engine): Promise<HostContainer[]> {
  const ids = await docker.text(["ps", "--all", "--quiet", "--no-trunc"]);
  if (ids === "") return [];
  const { stdout } = await docker.result(["container", "inspect", ...ids.split("\n")]);
  return (JSON.parse(stdout || "[]") as RawContainer[]).map(containerOf);
}

function containerOf(raw: RawContainer): HostContainer {
  const { Config, State, HostConfig, NetworkSettings } = raw;
  const labels = Config.Labels ?? {};
  const variables = (Config.Env ?? []).map(splitVariable);
  const networks = Object.values(NetworkSettings.Networks ?? {});
  return {
    id: raw.Id,
    name: raw.Name.replace(/^\//, ""),
    hostname: Config.Hostname,
    labels,
    service: labels["compose-gen.service"] ?? labels["com.docker.compose.service"] ?? "",
    image: Config.Image,
    imageId: raw.Image,
    status: State.Status,
    exitCode: State.ExitCode,
    restarts: raw.RestartCount,
    outOfMemory: State.OOMKilled ?? false,
    health: State.Health?.Status ?? "none",
    lastProbe: State.Health?.Log?.at(-1)?.Output.trim().split("\n").at(-1)?.slice(0, 200) ?? "",
    memoryLimit: HostConfig.Memory,
    job: ["", "no"].includes(HostConfig.RestartPolicy?.Name ?? ""),
    hasRuntime: (Config.Healthcheck?.Test ?? []).some((word) => word.includes("service-healthcheck")),
    settings: Object.fromEntries(variables.filter(([name, value]) => SHOWN.includes(name) && value !== "")),
    peers: [...new Set(variables.flatMap(([, value]) => hostOf(value)))],
    secretVariables: variables
      .filter(([name, value]) => SECRET.test(name) && value !== "")
      .map(([name]) => name),
    secretFiles: raw.Mounts.flatMap(({ Source, Destination }) =>
      Source && Destination.startsWith(SECRETS_FOLDER) ? [Source] : [],
    ),
    published: publishedPorts({ ...HostConfig.PortBindings, ...NetworkSettings.Ports }),
    aliases: networks.flatMap(({ Aliases }) => Aliases ?? []),
  };
}

function splitVariable(entry: string): [string, string] {
  const at = entry.indexOf("=");
  return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
}

function hostOf(value: string): string[] {
  if (!/^(?:https?|wss?|mongodb):\/\//.test(value)) return [];
  const host = URL.parse(value)?.hostname ?? "";
  return /^[a-z][a-z0-9.-]*$/i.test(host) && host !== "localhost" ? [host] : [];
}

function publishedPorts(ports: NonNullable<Ports>): number[] {
  const all = Object.values(ports).flatMap((bindings) =>
    (bindings ?? []).map(({ HostPort }) => Number(HostPort)),
  );
  return [...new Set(all.filter((port) => port > 0))];
}
