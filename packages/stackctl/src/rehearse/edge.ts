import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Docker,
  type Pebble,
  type RunCommand,
  type RunningHaproxy,
  startHaproxy,
  startPebble,
} from "rehearsal";
import { writeAcmeSettings } from "./acme-settings.ts";
import type { ImageReferences } from "./images.ts";
import { FOLDER_LABEL, LABEL, namesOf, OWNER_LABEL } from "./names.ts";
import { thisOwner } from "./owner.ts";
import type { RehearsalOptions } from "./rehearsal.ts";

/** Files of a rehearsal on this host. */
export interface RehearsalFiles {
  readonly folder: string;
  readonly apiKeyFile: string;
  readonly acmeFolder: string;
  readonly rootFile: string;
  readonly stateFolder: string;
}

/** Where the files of a project go; nothing is written. */
export function filesOf(project: string): RehearsalFiles {
  const folder = join(tmpdir(), project);
  return {
    folder,
    apiKeyFile: join(folder, "haproxy-api-key"),
    acmeFolder: join(folder, "acme"),
    rootFile: join(folder, "root.pem"),
    stateFolder: join(folder, "state"),
  };
}

/** Makes the folder, for this user only. */
export async function makeFiles(files: RehearsalFiles, apiKey: string): Promise<void> {
  await mkdir(files.folder, { mode: 0o700 });
  await mkdir(files.stateFolder, { mode: 0o700 });
  await writeFile(files.apiKeyFile, `${apiKey}\n`, { mode: 0o600 });
}

/** Makes the networks; the first one names owner and folder, so that whatever follows can be found and removed. */
export async function makeNetworks(
  docker: Docker,
  id: string,
  project: string,
  folder: string,
): Promise<void> {
  const { network, stackNetwork } = namesOf(project);
  const own = ["--label", `${LABEL}=${id}`];
  const more = ["--label", `${OWNER_LABEL}=${thisOwner()}`, "--label", `${FOLDER_LABEL}=${folder}`];
  await docker.text("network", "create", ...own, ...more, network);
  await docker.text("network", "create", ...own, stackNetwork);
}

/** What the edge of a rehearsal is made from. */
export interface EdgeSettings {
  readonly id: string;
  readonly project: string;
  readonly images: ImageReferences;
  readonly files: RehearsalFiles;
  readonly run: RunCommand;
}

/** Starts the ACME server, and writes what certbot and clients have to trust. */
export async function startAcme(
  edge: EdgeSettings,
  options: RehearsalOptions,
): Promise<{ pebble: Pebble; rootPem: string }> {
  const { id, project, images, files, run } = edge;
  const { network, pebble: container } = namesOf(project);
  const { certificateSeconds } = options;
  const place = { network, container, image: images.pebble, labels: { [LABEL]: id } };
  const pebble = await startPebble({ ...place, ...(certificateSeconds && { certificateSeconds }) }, run);
  await writeAcmeSettings(files.acmeFolder, pebble);
  const rootPem = await pebble.rootPem();
  await writeFile(files.rootFile, rootPem);
  return { pebble, rootPem };
}

/** Starts HAProxy as on a production host, but on free ports of 127.0.0.1. */
export function startEdgeHaproxy(
  { id, project, images, run }: EdgeSettings,
  { reloadDebounce, tunnelTimeout }: RehearsalOptions,
  domains: readonly string[],
  apiKey: string,
): Promise<RunningHaproxy> {
  const { network, haproxy: container } = namesOf(project);
  return startHaproxy(
    {
      ...{ image: images.haproxy, network, container, domains, apiKey },
      ...{ publish: true, restart: true, labels: { [LABEL]: id } },
      ...(reloadDebounce !== undefined && { reloadDebounce }),
      ...(tunnelTimeout !== undefined && { tunnelTimeout }),
    },
    run,
  );
}
