import { rm } from "node:fs/promises";
import { basename } from "node:path";
import type { Docker } from "rehearsal";
import { EXIT, StackError } from "../errors.ts";
import { FOLDER_LABEL, LABEL, namesOf, PROJECT_LABEL, projectOf } from "./names.ts";

/** What a rehearsal has in the engine, by name. */
export interface Belongings {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

const lines = (text: string) => text.split("\n").filter(Boolean);

/** Everything of one rehearsal: what has its label, what its run scripts and Compose files made, what has its name. */
export async function belongingsOf(docker: Docker, id: string): Promise<Belongings> {
  const project = projectOf(id);
  const own = (name: string) => name.startsWith(`${project}-`) || name.startsWith(`${project}_`);
  const list = async (kind: "network" | "volume") => {
    const names = lines(
      await docker.text(kind, "ls", "--filter", `name=${project}`, "--format", "{{.Name}}"),
    );
    const labelled = lines(
      await docker.text(kind, "ls", "--filter", `label=${LABEL}=${id}`, "--format", "{{.Name}}"),
    );
    return [...new Set([...names.filter(own), ...labelled])];
  };
  const containers = async (filter: string) =>
    lines(await docker.text("ps", "--all", "--filter", filter, "--format", "{{.Names}}"));
  const found = [
    ...(await containers(`label=${LABEL}=${id}`)),
    ...(await containers(`label=${PROJECT_LABEL}=${project}`)),
    ...(await containers(`name=${project}`)).filter(own),
  ];
  return { containers: [...new Set(found)], networks: await list("network"), volumes: await list("volume") };
}

/** How many things those are. */
export function countOf({ containers, networks, volumes }: Belongings): number {
  return containers.length + networks.length + volumes.length;
}

/**
 * Removes a rehearsal, from whatever point it got to; safe to repeat.
 * @returns how many containers, networks and volumes were removed
 * @throws StackError `NOT_REMOVED` with what is left
 */
export async function removeRehearsal(docker: Docker, id: string): Promise<number> {
  const folder = await folderOf(docker, id);
  const { containers, networks, volumes } = await belongingsOf(docker, id);
  if (containers.length > 0) await docker.result("rm", "--force", "--volumes", ...containers);
  if (volumes.length > 0) await docker.result("volume", "rm", "--force", ...volumes);
  // Its first network holds the labels that name it: it goes last.
  const first = namesOf(projectOf(id)).network;
  const others = networks.filter((name) => name !== first);
  if (others.length > 0) await docker.result("network", "rm", ...others);
  if (folder) await rm(folder, { recursive: true, force: true });
  if (others.length < networks.length) await docker.result("network", "rm", first);
  await requireGone(docker, id);
  return containers.length + networks.length + volumes.length;
}

async function requireGone(docker: Docker, id: string): Promise<void> {
  const left = await belongingsOf(docker, id);
  if (countOf(left) === 0) return;
  throw new StackError(
    {
      code: "NOT_REMOVED",
      what: `Something of rehearsal ${id} is left.`,
      evidence: [...left.containers, ...left.networks, ...left.volumes].join(", "),
      next: `Repeat \`stackctl rehearse --clean ${id}\`.`,
    },
    EXIT.degraded,
  );
}

/** The folder of its files, if its first network still names it; nothing that does not have the rehearsal's name. */
async function folderOf(docker: Docker, id: string): Promise<string | undefined> {
  const project = projectOf(id);
  const format = `{{index .Labels ${JSON.stringify(FOLDER_LABEL)}}}`;
  const { exitCode, stdout } = await docker.result(
    "network",
    "inspect",
    "--format",
    format,
    namesOf(project).network,
  );
  const folder = stdout.trim();
  return exitCode === 0 && basename(folder) === project ? folder : undefined;
}
