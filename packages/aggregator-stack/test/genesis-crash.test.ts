import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { killBefore } from "./support/kill-before.ts";
import { genesisJobs, Volumes } from "./support/volumes.ts";

/** Number of file-changing commands of a job on these volumes. */
async function countSteps(job: string, before: Volumes): Promise<number> {
  await using volumes = await before.copy();
  const folder = await killBefore(join(volumes.folder, "step"), 0);
  volumes.path = [folder];
  expect(await volumes.job(job)).toMatchObject({ code: 0 });
  return Number(await readFile(join(folder, "count"), "utf8"));
}

/** Fresh volumes on which all jobs before this one are done. */
async function createVolumesBefore(job: string): Promise<Volumes> {
  const volumes = await Volumes.create();
  for (const earlier of Object.keys(genesisJobs)) {
    if (earlier === job) break;
    expect(await volumes.job(earlier)).toMatchObject({ code: 0 });
  }
  return volumes;
}

// Many short processes: how long that takes depends on what else the machine does.
describe.each(Object.keys(genesisJobs))("%s", { timeout: 180_000 }, (job) => {
  test("killed before any of its steps, the next run completes with the keys that were published", async () => {
    await using before = await createVolumesBefore(job);
    const steps = await countSteps(job, before);
    expect(steps).toBeGreaterThan(3);
    for (let step = 1; step <= steps; step += 1) {
      await using volumes = await before.copy();
      volumes.path = [await killBefore(join(volumes.folder, "step"), step)];
      expect((await volumes.job(job)).code, `step ${step} was not the end`).toBe(null);
      const published = await volumes.snapshot();

      volumes.path = [];
      const result = await volumes.up();
      expect(result, `after step ${step}: ${result.stderr}`).toMatchObject({ code: 0 });
      const complete = await volumes.snapshot();
      for (const keys of ["root/keys.json", "aggregator/keys.json"])
        if (published[keys] !== undefined)
          expect(complete[keys], `keys replaced, step ${step}`).toBe(published[keys]);
      expect(Object.keys(complete).filter((file) => /\.new$|\.stage/.test(file))).toEqual([]);
      expect(complete["public/trust-base.json"]).toBe(complete["root/trust-base.json"]);
    }
  });
});
