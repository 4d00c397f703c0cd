import { BASELINE, type Requirements } from "@unicity-sphere/compose-gen";
import type { CommandResult } from "rehearsal";
import { EXIT, StackError } from "../../../errors.ts";
import type { Engine } from "./engine.ts";

/** Longest time to wait for the first answer of an engine, ms. */
const LOOK_MS = 15_000;

/** Versions of what answers. */
export interface EngineVersions {
  engine: string;
  compose: string;
}

/**
 * Looks whether engine and Compose are there and new enough.
 *
 * @throws StackError `DOCKER_MISSING`, `COMPOSE_MISSING`, `ENGINE_TOO_OLD`, `COMPOSE_TOO_OLD` (exit 3), `ENGINE_DENIED`,
 * `ENGINE_UNREACHABLE` (exit 2)
 */
export async function requireEngine(docker: Engine): Promise<EngineVersions> {
  const [server, plugin] = await Promise.all([
    docker.result(["version", "--format", "{{.Server.Version}}"], { timeout: LOOK_MS }),
    docker.result(["compose", "version", "--short"], { timeout: LOOK_MS }),
  ]);
  if (server.exitCode !== 0) throw noEngine(server);
  if (plugin.exitCode !== 0) throw noCompose(plugin);
  const versions = { engine: server.stdout.trim(), compose: plugin.stdout.trim().replace(/^v/, "") };
  for (const part of ["engine", "compose"] as const)
    if (isOlder(versions[part], BASELINE[part])) throw tooOld(part, versions[part], BASELINE);
  return versions;
}

function noEngine({ stderr, exitCode }: CommandResult): StackError {
  const evidence = stderr.trim().split("\n").slice(0, 3).join("\n");
  const where = process.env.DOCKER_HOST ?? "the default socket";
  if (/ENOENT/.test(stderr))
    return new StackError({
      code: "DOCKER_MISSING",
      what: "There is no `docker` command.",
      where: "PATH",
      evidence,
      next: "Install Docker with its Compose plugin, or run without containers: leave out --docker.",
    });
  if (/permission denied/i.test(stderr))
    return new StackError(
      {
        code: "ENGINE_DENIED",
        what: "This user may not talk to the Docker engine.",
        where,
        evidence,
        next: "Add the user to the group of the socket (`sudo usermod -aG docker $USER`, then log in anew), or use a rootless engine.",
      },
      EXIT.unreachable,
    );
  return new StackError(
    {
      code: "ENGINE_UNREACHABLE",
      what:
        exitCode === undefined ? "The Docker engine does not answer in time." : "No Docker engine answers.",
      where,
      evidence,
      next: "Start Docker, or set DOCKER_HOST. `stackctl up` without --docker needs no engine.",
    },
    EXIT.unreachable,
  );
}

function noCompose({ stderr }: CommandResult): StackError {
  return new StackError({
    code: "COMPOSE_MISSING",
    what: "Docker has no Compose plugin.",
    where: "docker compose",
    evidence: stderr.trim().split("\n").slice(0, 3).join("\n"),
    cause: "Compose 2 is a plugin of the client; the old `docker-compose` does not read these files.",
    next: "Install it: https://docs.docker.com/compose/install/linux/.",
  });
}

function tooOld(part: "engine" | "compose", version: string, needed: Requirements): StackError {
  const names = { engine: "Docker Engine", compose: "Docker Compose" };
  return new StackError({
    code: part === "engine" ? "ENGINE_TOO_OLD" : "COMPOSE_TOO_OLD",
    what: `${names[part]} ${version} is too old.`,
    where: part === "engine" ? "docker version" : "docker compose version",
    evidence: `${version}; needed: ${needed[part]} or newer`,
    next: `Install ${names[part]} ${needed[part]} or newer.`,
  });
}

/** Compares major and minor; a version that cannot be read is not called old. */
function isOlder(version: string, needed: string): boolean {
  const [major = Number.NaN, minor = 0] = (/^(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = needed.split(".").map(Number);
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}
