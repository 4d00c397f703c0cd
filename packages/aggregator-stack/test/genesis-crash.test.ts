import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { killBefore } from "./support/kill-before.ts";
import { genesisJobs, Volumes } from "./support/volumes.ts";

/** Number of file-changing commands of a job on fresh volumes, all jobs before it being done. */
async function countSteps(job: string): Promise<number> {
  await using volumes = await Volumes.create();
  await runJobsBefore(job, volumes);
  const folder = await killBefore(join(volumes.folder, "step"), 0);
  volumes.path = [folder];
  expect(await volumes.job(job)).toMatchObject({ code: 0 });
  return Number(await readFile(join(folder, "count"), "utf8"));
}

async function runJobsBefore(job: string, volumes: Volumes): Promise<void> {
  for (const earlier of Object.keys(genesisJobs)) {
    if (earlier === job) return;
    expect(await volumes.job(earlier)).toMatchObject({ code: 0 });
  }
}

// Many short processes: how long that takes depends on what else the machine does.
describe.each(Object.keys(genesisJobs))("%s", { timeout: 180_000 }, (job) => {
  test("killed before any of its steps, the next run completes with the keys that were published", async () => {
    const steps = await countSteps(job);
    expect(steps).toBeGreaterThan(3);
    for (let step = 1; step <= steps; step += 1) {
      await using volumes = await Volumes.create();
      await runJobsBefore(job, volumes);
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
