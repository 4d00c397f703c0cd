import { createEngine } from "../backend/docker/engine/engine.ts";
import { composeFolder } from "../backend/docker/files/rendered.ts";
import type { Invocation } from "../cli/command.ts";
import { doctor } from "../commands/doctor.ts";
import { openAnyway } from "../commands/place.ts";
import { status } from "../commands/status.ts";
import { errorParts } from "../errors.ts";
import { tailLog } from "../instance/log-files.ts";
import { captureDocument } from "./captured.ts";
import { type ContainersSeen, LOG_LINES, lookAtContainers } from "./of-containers.ts";
import { describeHost } from "./of-host.ts";
import { composeFilesOf, describeState, listFiles, logsOf } from "./of-instance.ts";
import { secretsOfInstance, secretsOfVariables } from "./secrets.ts";

/** What a bundle is made of, before secrets are taken out of it. */
export interface Gathered extends ContainersSeen {
  /** What could not be looked at, a line each. */
  missing: string[];
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Looks at an instance from all sides, changes nothing; what cannot be looked at is named, and the rest goes on. */
export async function gather(invocation: Invocation): Promise<Gathered> {
  const { place, backend } = await openAnyway(invocation);
  const { paths, env, interrupts } = place;
  const docker = backend.name === "docker" ? createEngine(interrupts.signal) : undefined;
  const missing: string[] = [];
  const containers = docker
    ? await lookAtContainers(docker, composeFolder(paths)).catch((error: unknown): ContainersSeen => {
        const { code, what } = errorParts(error);
        missing.push(`containers: ${what} [${code}]`);
        return { files: new Map(), secrets: [] };
      })
    : { files: new Map<string, string>(), secrets: [] };
  const files = new Map([
    ["host.json", json(await describeHost(place.home, docker))],
    ["instance.json", json(describeState(paths))],
    ["files.txt", listFiles(paths)],
    ["status.json", await captureDocument(invocation, status)],
    ["doctor.json", await captureDocument(invocation, doctor)],
    ...logsOf(paths).map(
      (file) => [`logs/${file}`, `${tailLog(paths.file(`logs/${file}`), LOG_LINES).join("\n")}\n`] as const,
    ),
    ...composeFilesOf(paths),
    ...containers.files,
  ]);
  const secrets = [
    ...secretsOfInstance(paths, place.home),
    ...secretsOfVariables(env),
    ...containers.secrets,
  ];
  return { files, secrets, missing };
}
