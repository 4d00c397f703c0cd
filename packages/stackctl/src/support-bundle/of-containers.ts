import { listContainers } from "../backend/docker/containers/facts.ts";
import { tailContainer } from "../backend/docker/containers/logs.ts";
import type { Engine } from "../backend/docker/engine/engine.ts";
import { inspectAll } from "../backend/docker/engine/inspect-all.ts";
import type { KnownSecret } from "./redact.ts";
import { type RawInspect, reduceContainer, splitVariable } from "./reduce-container.ts";
import { randomValue, secretsInFile, secretsOfVariables } from "./secrets.ts";

/** Lines of each log. */
export const LOG_LINES = 500;

const SECRETS_FOLDER = "/run/secrets/";

/** The containers of an instance: what is shown of them, and what of it is secret. */
export interface ContainersSeen {
  files: Map<string, string>;
  secrets: KnownSecret[];
}

/** @param folder of the files that they were made from @throws StackError `ENGINE_FAILED` */
export async function lookAtContainers(docker: Engine, folder: string): Promise<ContainersSeen> {
  const found = await listContainers(docker, folder);
  const raws = await inspectAll<RawInspect>(
    docker,
    "container",
    found.map(({ id }) => id),
  );
  const files = new Map<string, string>();
  for (const raw of raws) {
    const name = raw.Name.replace(/^\//, "");
    files.set(`containers/${name}.json`, `${JSON.stringify(reduceContainer(raw), null, 2)}\n`);
    files.set(`containers/${name}.log`, `${(await tailContainer(docker, raw.Id, LOG_LINES)).join("\n")}\n`);
  }
  return { files, secrets: raws.flatMap(secretsOf) };
}

/** Secret files that it mounts, and secrets among its variables. */
function secretsOf({ Mounts, Config }: RawInspect): KnownSecret[] {
  const variables = (Config.Env ?? []).map(splitVariable);
  const mounted = Mounts.flatMap(({ Source, Destination }) =>
    Source && Destination.startsWith(SECRETS_FOLDER) ? secretsInFile(Source) : [],
  );
  return [
    ...mounted,
    ...secretsOfVariables(Object.fromEntries(variables)),
    ...variables.flatMap(([name, value]) => randomValue(name, value)),
  ];
}
