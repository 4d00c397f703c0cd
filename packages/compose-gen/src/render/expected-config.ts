import { posix, resolve } from "node:path";
import type { ComposeFile, ComposeService } from "../plan/compose-file.ts";
import type { StackPlan } from "../plan/stack.ts";
import { sizeInBytes } from "../plan/units.ts";
import { interpolateAll } from "./interpolate-file.ts";

/** A path that starts at a drive or at a share (`\\host\share\`) of Windows, as compose-go sees it on every system. */
const windowsRoot = /^(?:[A-Za-z]:|[\\/]{2}[^\\/.][^\\/]*[\\/][^\\/.][^\\/]*)[\\/]/;

/** Where and with which variables Compose reads the file. */
export interface ExpectedConfigOptions {
  /** Variables of the reader; `HOME` is where `~` of a path is. */
  environment?: Record<string, string>;
  /** Folder of the file: relative paths of secrets start there. */
  directory: string;
}

/**
 * What `docker compose config --format json` (2.24 and newer) answers for the rendered file of a plan: variables
 * replaced, sizes in bytes, names with the project's prefix, defaults written out, `$` doubled again.
 *
 * @throws Error when a required variable is missing in `environment`
 */
export function expectedComposeConfig(
  plan: StackPlan,
  options: ExpectedConfigOptions,
): Record<string, unknown> {
  const file = interpolateAll(plan.compose, options.environment ?? {});
  const project = file.name;
  const named = <Entry extends object>(entries: Record<string, Entry> | undefined, extra: object) =>
    mapEntries(entries ?? {}, (entry, key) => ({ name: `${project}_${key}`, ...extra, ...entry }));
  const result: Record<string, unknown> = {
    name: project,
    services: mapEntries(file.services, expectedService),
    networks: expectedNetworks(file),
  };
  if (file.configs)
    result.configs = mapEntries(named(file.configs, {}), (config) => {
      const { content, ...rest } = config as { name: string; content: string };
      return content === "" ? rest : { ...rest, content };
    });
  if (file.volumes)
    result.volumes = mapEntries(file.volumes, (volume, key) => ({
      name: volume.external ? key : `${project}_${key}`,
      ...volume,
    }));
  if (file.secrets)
    result.secrets = mapEntries(named(file.secrets, {}), (secret) => {
      const { file: path } = secret as { file: string };
      return { ...secret, file: pathOf(path, options) };
    });
  return result;
}

/** Compose starts relative paths at the file, `~` at the home folder of its user, and leaves absolute ones alone. */
function pathOf(path: string, { directory, environment }: ExpectedConfigOptions): string {
  const home = environment?.HOME;
  if (path.startsWith("~") && home !== undefined) return resolve(`${home}/${path.slice(1)}`);
  return posix.isAbsolute(path) || windowsRoot.test(path) ? path : resolve(directory, path);
}

function expectedService(service: ComposeService): Record<string, unknown> {
  const { mem_limit, shm_size, networks, depends_on, read_only, ...rest } = service;
  const expected: Record<string, unknown> = {
    command: null,
    entrypoint: null,
    ...rest,
    mem_limit: String(sizeInBytes(mem_limit)),
  };
  if (read_only) expected.read_only = true;
  if (shm_size) expected.shm_size = String(sizeInBytes(shm_size));
  if (networks) expected.networks = Object.fromEntries(networks.map((network) => [network, null]));
  if (depends_on)
    expected.depends_on = mapEntries(depends_on, (dependency) => ({ ...dependency, required: true }));
  return expected;
}

/** Compose lists the networks that services use, with an empty address management. */
function expectedNetworks(file: ComposeFile): Record<string, unknown> | undefined {
  const used = new Set(Object.values(file.services).flatMap((service) => service.networks ?? []));
  const entries = [...used].sort().map((key) => {
    const network = file.networks?.[key] ?? {};
    const name = network.external ? key : `${file.name}_${key}`;
    return [key, { name, ipam: {}, ...network }] as const;
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function mapEntries<From, To>(record: Record<string, From>, map: (value: From, key: string) => To) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)])) as Record<
    string,
    To
  >;
}
