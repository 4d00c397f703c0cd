import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { statusDocument, wipeDocument } from "../../../src/output/schemas.ts";
import { aggregatorImages } from "./support/images.ts";
import { docker, testInstance } from "./support/instance.ts";

/** Every service and job of the stack with the checks that passed. */
const namesOf = (checks: { service: string; check: string }[]) =>
  checks.map(({ service, check }) => `${service} ${check}`).sort();

test("the aggregator comes up with a growing chain, keeps it, and its state is refused when a part is lost", async () => {
  const instance = testInstance();
  const images = await aggregatorImages("v1");
  const up = await instance.up("aggregator", ...images);
  expect(up.services.map(({ name }) => name).sort()).toEqual([
    "aggregator",
    "aggregator-proxy",
    "bft-root",
    "mongo",
  ]);
  expect(namesOf(up.checks)).toEqual(
    expect.arrayContaining([
      "aggregator container.healthy",
      "aggregator-proxy http.health",
      "aggregator-proxy jsonrpc.height-grows",
      "aggregator-proxy unicity.certificate",
      "aggregator-proxy unicity.trust-base",
      "config-upload job.completed",
      "state-set job.completed",
    ]),
  );

  const { document } = await instance.json("trust-base");
  const file = join(instance.home, instance.name, "aggregator/trust-base.json");
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  expect(document).toMatchObject({ path: file, sha256 });
  const variables = (await instance.json("env")).document;
  expect(Object.keys(variables).sort()).toEqual([
    "E2E_LOCAL_INSTANCE",
    "SPHERE_AGGREGATOR_URL",
    "SPHERE_TRUSTBASE_URL",
    "SPHERE_TRUST_BASE_PATH",
  ]);
  const served = await fetch(variables.SPHERE_TRUSTBASE_URL);
  expect(
    createHash("sha256")
      .update(await served.text())
      .digest("hex"),
  ).toBe(sha256);

  expect((await instance.up()).services.every(({ started }) => !started)).toBe(true);
  await instance.cli("down");
  await instance.up();
  expect((await instance.json("trust-base")).document.sha256).toBe(sha256);
  const status = statusDocument.parse((await instance.json("status")).document);
  expect(status).toMatchObject({ health: "healthy", exitCode: 0 });
  expect(status.volumes).toHaveLength(4);

  await instance.cli("down");
  await docker("volume", "rm", `unicity-aggregator-${instance.name}_mongo-data`);
  const refused = await instance.json("up", "--detach");
  expect(refused.document.error).toMatchObject({
    code: "JOB_FAILED",
    what: "The job state-set failed.",
    evidence: expect.stringContaining("STATE_LOST"),
  });
  expect(refused.exitCode).toBe(1);

  const plan = wipeDocument.parse((await instance.json("wipe", "--dry-run")).document);
  expect(plan.deleted.filter(({ path }) => path.startsWith("volume"))).toHaveLength(4);
  expect((await instance.json("wipe", "--yes")).exitCode).toBe(0);
  expect(await instance.volumes()).toEqual([]);
});
