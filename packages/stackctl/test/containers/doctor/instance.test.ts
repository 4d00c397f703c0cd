import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Finding } from "../../../src/doctor/finding.ts";
import { doctorDocument } from "../../../src/output/schemas.ts";
import { relayImage } from "../docker/support/images.ts";
import { docker, testInstance } from "../docker/support/instance.ts";
import { withEngine } from "../rehearse/support.ts";
import { PATIENT_S } from "./support/look.ts";

/** Probes about the machine that the tests run on. */
const MACHINE = ["disk", "memory"];

withEngine("tells where an instance of containers is not what its files say", async () => {
  const image = await relayImage();
  // No run script has made anything for this project.
  const instance = testInstance({ PROJECT_NAME: "nobody-else" });
  const folder = join(instance.home, instance.name);
  const examine = async () => {
    const { document, exitCode } = await instance.json("doctor", "--timeout", `${PATIENT_S}`);
    const report = doctorDocument.parse(document);
    expect(exitCode).toBe(report.exitCode);
    const all = report.probes
      .filter(({ probe }) => !MACHINE.includes(probe))
      .flatMap(({ findings }) => findings);
    const codes = (severity: Finding["severity"]) =>
      all.filter((one) => one.severity === severity).map(({ code }) => code);
    return { report, problems: codes("problem"), warnings: codes("warning"), fine: codes("ok") };
  };

  await instance.up("relay", "--image", `relay=${image}`);
  const healthy = await examine();
  expect(healthy.problems).toEqual([]);
  expect(healthy.fine).toEqual(
    expect.arrayContaining(["ENGINE", "NO_OPERATION", "PORT", "SERVICE", "DRIFT"]),
  );
  expect(healthy.warnings).toEqual(expect.arrayContaining(["IMAGE_REPLACED", "IMAGE_UNPINNED"]));
  expect(healthy.warnings).not.toContain("CONTAINER_DRIFT");

  const override = join(folder, "overrides/relay.yml");
  mkdirSync(join(folder, "overrides"), { recursive: true });
  writeFileSync(override, 'services:\n  relay:\n    environment:\n      RELAY_NAME: "changed by hand"\n');
  const overridden = await examine();
  expect(overridden.warnings).toEqual(expect.arrayContaining(["OVERRIDE_IN_USE", "CONTAINER_DRIFT"]));
  expect(overridden.problems).toEqual([]);
  rmSync(override);

  const rendered = join(folder, "docker/relay.yml");
  const text = readFileSync(rendered, "utf8");
  writeFileSync(rendered, text.replace("mem_limit: 512m", "mem_limit: 300m"));
  const edited = await examine();
  expect(edited.problems).toEqual(["FILE_EDITED"]);
  expect(edited.warnings).toContain("CONTAINER_DRIFT");
  writeFileSync(rendered, text);

  const [container = ""] = await instance.containers();
  await docker("stop", container);
  expect((await examine()).problems).toEqual(["SERVICE_DOWN"]);
  await docker("start", container);
});
