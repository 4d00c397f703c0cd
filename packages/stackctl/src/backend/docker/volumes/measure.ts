import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { InstancePaths } from "../../../instance/folders.ts";
import type { VolumeRow } from "../../backend.ts";
import type { Engine } from "../engine/engine.ts";
import type { InstanceVolume } from "./list.ts";
import { keepSizes, readSizes } from "./sizes.ts";

/** Longest time for the engine to measure volumes that this user cannot read, ms. */
const MEASURE_MS = 10_000;

/** Size of each volume, bytes; those that cannot be measured are left out. */
export async function volumeSizes(
  docker: Engine,
  volumes: readonly InstanceVolume[],
): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const unread: string[] = [];
  for (const { name, mountpoint } of volumes) {
    const bytes = await sizeOf(mountpoint).catch(() => undefined);
    if (bytes === undefined) unread.push(name);
    else sizes.set(name, bytes);
  }
  if (unread.length > 0)
    for (const [name, bytes] of await askEngine(docker)) if (unread.includes(name)) sizes.set(name, bytes);
  return sizes;
}

/** The volumes for the status; the sizes are kept, so that the next status knows what has been added. */
export async function measureVolumes(
  docker: Engine,
  paths: InstancePaths,
  volumes: readonly InstanceVolume[],
): Promise<VolumeRow[]> {
  const sizes = await volumeSizes(docker, volumes);
  const known = readSizes(paths);
  const now = new Date();
  const rows = volumes.map(({ name, class: kind }): VolumeRow => {
    const bytes = sizes.get(name) ?? null;
    const before = known[name];
    if (bytes === null || before === undefined) return { name, class: kind, bytes };
    const ms = now.getTime() - Date.parse(before.at);
    return { name, class: kind, bytes, growth: { bytes: bytes - before.bytes, ms } };
  });
  const next = rows.flatMap(({ name, bytes }) => {
    const size = bytes === null ? known[name] : { bytes, at: now.toISOString() };
    return size ? [[name, size] as const] : [];
  });
  keepSizes(paths, Object.fromEntries(next));
  return rows;
}

async function sizeOf(path: string): Promise<number> {
  const stat = await lstat(path);
  if (!stat.isDirectory()) return stat.blocks * 512;
  let bytes = 0;
  for (const name of await readdir(path)) bytes += await sizeOf(join(path, name)).catch(ignoreGone);
  return bytes;
}

/** Databases remove files all the time. */
function ignoreGone(error: NodeJS.ErrnoException): number {
  if (error.code === "ENOENT") return 0;
  throw error;
}

async function askEngine(docker: Engine): Promise<[string, number][]> {
  const format = '{{range .Volumes}}{{.Name}} {{.Size}}{{"\\n"}}{{end}}';
  const { stdout, exitCode } = await docker.result(["system", "df", "--verbose", "--format", format], {
    timeout: MEASURE_MS,
  });
  if (exitCode !== 0) return [];
  return stdout
    .split("\n")
    .map((line) => line.split(" "))
    .flatMap(([name = "", size = ""]) => {
      const bytes = parseSize(size);
      return bytes === undefined ? [] : [[name, bytes] as [string, number]];
    });
}

/** A size as the engine writes it: `1.5kB`, `12MB`. */
export function parseSize(text: string): number | undefined {
  const [, number, unit] = /^([\d.]+)([kMGT]?B)$/.exec(text) ?? [];
  const factors: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };
  return number && unit ? Math.round(Number(number) * (factors[unit] ?? 1)) : undefined;
}
