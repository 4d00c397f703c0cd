import { expect, test } from "vitest";
import type { Examination } from "../../src/doctor/examine.ts";
import { type Finding, notApplicable, ok, problem, unknown, warning } from "../../src/doctor/finding.ts";
import { formatExamination } from "../../src/doctor/report.ts";
import { createStyle } from "../../src/output/style.ts";

const WELL = ok("DISK", "There is room.", "70 GiB free");
const BAD = problem("DISK_FULL", "There is no room.", "1 MiB free", "Free some.");

function textOf(...findings: Finding[]): string {
  const counts = { ok: 0, warning: 0, problem: 0, unknown: 0, "not-applicable": 0 };
  for (const { severity } of findings) counts[severity]++;
  const probes = [{ probe: "disk", title: "Disk", findings, ms: 1 }];
  const found: Examination = {
    instance: "default",
    project: "unicity",
    exitCode: 0,
    counts,
    probes,
    ms: 900,
  };
  return formatExamination(found, createStyle(false));
}

test("each finding has its evidence and its code, and what is not well its next step", () => {
  expect(textOf(WELL, BAD)).toBe(
    [
      "Disk",
      "  ✔ There is room. 70 GiB free [DISK]",
      "  ✖ There is no room. 1 MiB free [DISK_FULL]",
      "    → Free some.",
      "",
      "1 problem. (0.9 s)",
      "",
    ].join("\n"),
  );
});

test("all is well only when nothing is unknown or warned about", () => {
  expect(textOf(WELL, notApplicable("No domain.", "none"))).toContain("All is well.");
  const unsure = textOf(WELL, unknown("CLOCK", "Not known.", "offline", "Compare it."));
  expect(unsure).toContain("No problem was found; 1 not known.");
  expect(unsure).not.toContain("All is well");
  expect(textOf(WELL, warning("LOCK", "a", "b", "c"))).toContain("No problem was found; 1 warning.");
});
