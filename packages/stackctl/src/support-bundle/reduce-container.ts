import { showVariable } from "./variables.ts";

/** Labels whose values are shown. */
const LABELS =
  /^(?:compose-gen\.|com\.docker\.compose\.(?:project|service|version|oneoff|config-hash|image)$|org\.opencontainers\.image\.(?:version|revision|created|source)$|network\.unicity\.)/;

/** Of `docker container inspect`, what is read here. */
export interface RawInspect {
  Id: string;
  Name: string;
  Image: string;
  Created: string;
  RestartCount: number;
  State: Record<string, unknown> & {
    Health?: { Status: string; FailingStreak: number; Log?: unknown[] | null };
  };
  Config: {
    Image: string;
    User: string;
    Hostname: string;
    Env: string[] | null;
    Labels: Record<string, string> | null;
  };
  HostConfig: Record<string, unknown> & { RestartPolicy?: { Name: string } };
  NetworkSettings: {
    Ports?: unknown;
    Networks?: Record<string, { IPAddress: string; Aliases?: string[] | null }>;
  };
  Mounts: { Type: string; Name?: string; Source?: string; Destination: string; RW: boolean }[];
}

const pick = (from: Record<string, unknown>, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, from[name] ?? null]));

/** Fields that cannot hold a secret, and no others: no command, no argument, no value of an unknown variable or label. */
export function reduceContainer(raw: RawInspect): object {
  const { Config, State, HostConfig, NetworkSettings } = raw;
  const networks = Object.entries(NetworkSettings.Networks ?? {});
  return {
    name: raw.Name.replace(/^\//, ""),
    id: raw.Id,
    image: Config.Image,
    imageId: raw.Image,
    created: raw.Created,
    state: pick(State, ["Status", "ExitCode", "OOMKilled", "Error", "StartedAt", "FinishedAt"]),
    restarts: raw.RestartCount,
    health: State.Health ?? null,
    user: Config.User,
    hostname: Config.Hostname,
    restartPolicy: HostConfig.RestartPolicy?.Name ?? "",
    limits: pick(HostConfig, [
      ...["Memory", "PidsLimit", "NanoCpus", "ReadonlyRootfs"],
      ...["CapAdd", "CapDrop", "SecurityOpt", "Tmpfs"],
    ]),
    ports: NetworkSettings.Ports ?? {},
    networks: Object.fromEntries(
      networks.map(([name, { IPAddress, Aliases }]) => [name, { IPAddress, Aliases }]),
    ),
    mounts: raw.Mounts.map(({ Type, Name, Source, Destination, RW }) => ({
      Type,
      from: Name ?? Source,
      Destination,
      RW,
    })),
    labels: Object.fromEntries(Object.entries(Config.Labels ?? {}).filter(([name]) => LABELS.test(name))),
    environment: (Config.Env ?? []).map((entry) => showVariable(...splitVariable(entry))).sort(),
  };
}

/** Name and value of an entry of an environment. */
export function splitVariable(entry: string): [string, string] {
  const at = entry.indexOf("=");
  return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
}
