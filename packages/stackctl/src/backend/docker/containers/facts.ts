import type { Engine } from "../engine/engine.ts";
import { inspectAll } from "../engine/inspect-all.ts";

/** What the engine says about one container. */
export interface ContainerFacts {
  id: string;
  name: string;
  project: string;
  service: string;
  image: string;
  /** Id of the image that it was made from. */
  imageId: string;
  status: "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
  exitCode: number;
  /** When it was last started; another time is another start. */
  startedAt: string;
  /** How often the engine has started it again by itself. */
  restarts: number;
  health: "none" | "starting" | "healthy" | "unhealthy";
  /** What its last health command said. */
  lastProbe: { exitCode: number; output: string } | null;
  /** Why the engine could not start it; empty otherwise. */
  error: string;
  /** Port inside, e.g. 8080 → port of this host. */
  ports: Readonly<Record<number, number>>;
  /** Services of its project that it depends on. */
  dependsOn: readonly string[];
  mounts: readonly { volume: string; target: string }[];
}

/** Whether it has its volumes open: a paused one goes on with them, and one that is being started again will. */
export function isUp({ status }: ContainerFacts): boolean {
  return status === "running" || status === "paused" || status === "restarting";
}

/** Label of Compose: the folder of the file that a container was made from. */
export const FOLDER_LABEL = "com.docker.compose.project.working_dir";
/** Label of Compose: the project of a container, network or volume. */
export const PROJECT_LABEL = "com.docker.compose.project";
/** Label of Compose: the name of a volume in its file. */
export const VOLUME_LABEL = "com.docker.compose.volume";

/** All containers made from files in this folder, also those that have ended. @throws StackError `ENGINE_FAILED` */
export async function listContainers(docker: Engine, folder: string): Promise<ContainerFacts[]> {
  const filter = `label=${FOLDER_LABEL}=${folder}`;
  const ids = await docker.text(["ps", "--all", "--quiet", "--no-trunc", "--filter", filter]);
  const found = await inspectAll<RawContainer>(docker, "container", ids.split("\n").filter(Boolean));
  return found.map(factsOf).sort(byName);
}

/** Containers of a project that were made from files in another folder. @throws StackError `ENGINE_FAILED` */
export async function listForeign(
  docker: Engine,
  project: string,
  folder: string,
): Promise<{ name: string; folder: string }[]> {
  const format = `{{.Names}}\t{{.Label "${FOLDER_LABEL}"}}`;
  const lines = await docker.text([
    "ps",
    "--all",
    "--filter",
    `label=${PROJECT_LABEL}=${project}`,
    "--format",
    format,
  ]);
  return lines
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t"))
    .flatMap(([name = "", from = ""]) => (from === folder ? [] : [{ name, folder: from }]));
}

const byName = (left: ContainerFacts, right: ContainerFacts) => (left.name < right.name ? -1 : 1);

interface RawContainer {
  Id: string;
  Name: string;
  Image: string;
  RestartCount: number;
  State: {
    Status: ContainerFacts["status"];
    ExitCode: number;
    StartedAt: string;
    Error: string;
    Health?: { Status: ContainerFacts["health"]; Log?: { ExitCode: number; Output: string }[] | null };
  };
  Config: { Image: string; Labels: Record<string, string> };
  HostConfig: { PortBindings?: Record<string, { HostPort: string }[] | null> | null };
  NetworkSettings: { Ports?: Record<string, { HostPort: string }[] | null> | null };
  Mounts: { Type: string; Name?: string; Destination: string }[];
}

function factsOf(raw: RawContainer): ContainerFacts {
  const labels = raw.Config.Labels;
  const probe = raw.State.Health?.Log?.at(-1);
  return {
    id: raw.Id,
    name: raw.Name.replace(/^\//, ""),
    project: labels[PROJECT_LABEL] ?? "",
    service: labels["com.docker.compose.service"] ?? "",
    image: raw.Config.Image,
    imageId: raw.Image,
    status: raw.State.Status,
    exitCode: raw.State.ExitCode,
    startedAt: raw.State.StartedAt,
    restarts: raw.RestartCount,
    health: raw.State.Health?.Status ?? "none",
    lastProbe: probe ? { exitCode: probe.ExitCode, output: probe.Output.trim().slice(-2_000) } : null,
    error: raw.State.Error,
    ports: portsOf(raw),
    dependsOn: dependenciesOf(labels["com.docker.compose.depends_on"] ?? ""),
    mounts: raw.Mounts.flatMap(({ Type, Name, Destination }) =>
      Type === "volume" && Name ? [{ volume: Name, target: Destination }] : [],
    ),
  };
}

/** Ports in use; of a container that does not run, those that it asks for. */
function portsOf({ NetworkSettings, HostConfig }: RawContainer): Record<number, number> {
  const used = Object.entries({ ...HostConfig.PortBindings, ...NetworkSettings.Ports });
  return Object.fromEntries(
    used.flatMap(([inside, bindings]) => {
      const port = Number(bindings?.[0]?.HostPort ?? 0);
      return port > 0 ? [[Number.parseInt(inside, 10), port] as const] : [];
    }),
  );
}

/** `mongo:service_healthy:false,state-set:…` */
function dependenciesOf(label: string): string[] {
  return label
    .split(",")
    .map((entry) => entry.split(":")[0] ?? "")
    .filter(Boolean);
}
