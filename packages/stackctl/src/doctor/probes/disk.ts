import { existsSync, statfsSync } from "node:fs";
import { currentVolumes } from "../../backend/docker/volumes/current.ts";
import { volumeSizes } from "../../backend/docker/volumes/measure.ts";
import { readSizes } from "../../backend/docker/volumes/sizes.ts";
import { formatBytes } from "../../output/bytes.ts";
import { type Finding, ok, problem, unknown, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import type { Sight } from "../sight/sight.ts";

export interface DiskFacts {
  /** Free bytes of each place; null where it is not on this host. */
  places: readonly { what: string; free: number | null; total: number }[];
  /** Growth of the volumes since an earlier look, bytes and ms; null when no earlier look is known. */
  growth: { bytes: number; ms: number } | null;
  /** There are volumes that grow. */
  hasVolumes: boolean;
}

const MIB = 1024 * 1024;
/** Less is a problem, less than the other a warning; as in the run scripts. */
const FAIL = 512 * MIB;
const WARN = 2048 * MIB;
const DAY = 86_400_000;
/** Growth within a shorter time says nothing about days. */
const LEAST_TIME = 3_600_000;

/** Room now, and how long it lasts. */
export function judgeDisk({ places, growth, hasVolumes }: DiskFacts): Finding[] {
  const findings = places.map(judgePlace);
  if (!hasVolumes) return findings;
  const free = places[0]?.free ?? null;
  if (free === null || growth === null || growth.ms < LEAST_TIME) {
    const evidence = growth
      ? `two looks within ${Math.round(growth.ms / 60_000)} min`
      : "no earlier look is kept";
    const next =
      "Run `npx @unicity-sphere/stackctl status` today and the doctor tomorrow: status keeps the sizes.";
    return [
      ...findings,
      unknown("DISK_GROWTH", "Days until the disk is full are not known.", evidence, next),
    ];
  }
  return [...findings, judgeGrowth(free, growth)];
}

function judgePlace({ what, free, total }: DiskFacts["places"][number]): Finding {
  if (free === null) {
    const next = "Look on the host of the engine: `df -h`.";
    return unknown("DISK", `The free space of ${what} is not known.`, "its folder is not on this host", next);
  }
  const evidence = `${formatBytes(free)} of ${formatBytes(total)} free`;
  const next = "Free some space: `docker system df` shows what images and volumes take.";
  if (free < FAIL) return problem("DISK_FULL", `There is hardly any room for ${what}.`, evidence, next);
  if (free < WARN) return warning("DISK_LOW", `There is little room for ${what}.`, evidence, next);
  return ok("DISK", `There is room for ${what}.`, evidence);
}

function judgeGrowth(free: number, { bytes, ms }: { bytes: number; ms: number }): Finding {
  const perDay = (bytes / ms) * DAY;
  const evidence = `volumes grow ${formatBytes(Math.max(0, Math.round(perDay)))} a day`;
  if (perDay <= 0) return ok("DISK_GROWTH", "The volumes do not grow.", evidence);
  const days = Math.floor(free / perDay);
  const next = "Free some space, enlarge the disk, or prune the relay's events.";
  if (days < 3) return problem("DISK_FULL_SOON", `The disk is full in ${days} days.`, evidence, next);
  if (days < 14) return warning("DISK_FULL_SOON", `The disk is full in ${days} days.`, evidence, next);
  return ok(
    "DISK_GROWTH",
    `The disk lasts ${days > 3650 ? "more than ten years" : `${days} days`}.`,
    evidence,
  );
}

export const diskProbe = defineProbe<DiskFacts>({
  name: "disk",
  title: "Disk",
  async gather(sight) {
    const engine = await sight.engine();
    const root = engine.reachable ? [{ what: "images and volumes", ...room(engine.facts.root) }] : [];
    const places = [...root, { what: "the state of instances", ...room(nearest(sight.paths.root)) }];
    const existing = engine.reachable ? await sight.existing() : undefined;
    return { places, growth: await growthOf(sight), hasVolumes: existing !== undefined };
  },
  judge: judgeDisk,
});

/** What the volumes have grown by since the last `status`. Nothing is kept by this look. */
async function growthOf(sight: Sight): Promise<DiskFacts["growth"]> {
  const { reachable } = await sight.engine();
  const existing = reachable ? await sight.existing() : undefined;
  const kept = readSizes(sight.paths);
  if (!existing || Object.keys(kept).length === 0) return null;
  const { plan } = existing;
  const sizes = await volumeSizes(sight.docker, await currentVolumes(sight.docker, plan.parts));
  const known = [...sizes].flatMap(([name, bytes]) => {
    const before = kept[name];
    return before ? [{ bytes: bytes - before.bytes, ms: sight.now().getTime() - Date.parse(before.at) }] : [];
  });
  if (known.length === 0) return null;
  const bytes = known.reduce((sum, one) => sum + one.bytes, 0);
  return { bytes, ms: Math.min(...known.map(({ ms }) => ms)) };
}

function room(folder: string): { free: number | null; total: number } {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return { free: null, total: 0 };
  }
}

/** The folder itself, or the first one above it that is there. */
function nearest(folder: string): string {
  let at = folder;
  while (!existsSync(at) && at.includes("/")) at = at.slice(0, at.lastIndexOf("/"));
  return at || "/";
}
