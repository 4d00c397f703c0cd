import { expect, test } from "vitest";
import type { Finding } from "../../src/lint/finding.ts";
import { reportForGitHub } from "../../src/lint/report/github.ts";
import { reportAsJson } from "../../src/lint/report/json.ts";
import { reportForPeople } from "../../src/lint/report/people.ts";

const finding = (extra: Partial<Finding> = {}): Finding => ({
  rule: "user.non-root",
  severity: "error",
  file: "a.yml",
  line: 7,
  service: "web",
  path: "services.web.user",
  message: "runs as root (0:0)",
  fix: "Name a user.",
  ...extra,
});
const files = [
  {
    file: "a.yml",
    findings: [
      finding(),
      finding({ line: 9, service: "db" }),
      finding({ line: 12, rule: "limits.pids", severity: "warning", fix: "Limit it." }),
      finding({ line: 20, waived: { reason: "drops itself", expires: "2027-01-01" } }),
    ],
  },
  { file: "b.yml", findings: [finding({ severity: "note", file: "b.yml", rule: "compose.raw" })] },
];

test("for people: files, marks and lines, the repair once per rule, and what is waived once per reason", () => {
  expect(reportForPeople(files)).toBe(`✗ a.yml
  ✗    7 user.non-root: web runs as root (0:0)
         fix: Name a user.
  ✗    9 user.non-root: db runs as root (0:0)
  !   12 limits.pids: web runs as root (0:0)
         fix: Limit it.
✓ b.yml
  ·    7 compose.raw: web runs as root (0:0)
waived
  – user.non-root (until 2027-01-01): drops itself
      web in 1 file
2 errors, 1 warning, 1 waived, 1 note in 2 files
Why, and how to repair or waive it: compose-gen explain <rule>
`);
});

test("as JSON: a version, whether it is fine, counts, and every finding", () => {
  const report = JSON.parse(reportAsJson(files));
  expect(report).toMatchObject({
    version: 1,
    ok: false,
    summary: { errors: 2, warnings: 1, notes: 1, waived: 1 },
  });
  expect(report.files).toEqual(JSON.parse(JSON.stringify(files)));
});

test("for GitHub: one annotation per open finding, with what would end a command escaped", () => {
  const [first] = reportForGitHub([
    { findings: [finding({ file: "a,b:c%.yml", message: "100%\r\nof: it, all" })] },
  ]).split("\n");
  expect(first).toBe(
    "::error file=a%2Cb%3Ac%25.yml,line=7,title=user.non-root::web 100%25%0D%0Aof: it, all%0AName a user.",
  );
  const lines = reportForGitHub(files).trimEnd().split("\n");
  expect(lines.map((line) => line.split(" ")[0])).toEqual([
    "::error",
    "::error",
    "::warning",
    "::notice",
    "2",
  ]);
});
