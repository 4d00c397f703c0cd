import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/lint/finding.ts";
import { dangerousFirst } from "../../src/lint/rank.ts";
import { reportForGitHub } from "../../src/lint/report/github.ts";
import { reportAsJson } from "../../src/lint/report/json.ts";
import { reportForPeople } from "../../src/lint/report/people.ts";
import { ruleNamed } from "../../src/lint/rules/index.ts";

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
const { service: _, ...note } = finding({
  severity: "note",
  file: "b.yml",
  rule: "compose.raw",
  message: "has a raw key",
});
const files = [
  {
    file: "a.yml",
    findings: [
      finding(),
      finding({ line: 9, service: "db" }),
      finding({ line: 12, rule: "limits.pids", severity: "warning", message: "may fork", fix: "Limit it." }),
      finding({ line: 20, waived: { reason: "drops itself", expires: "2027-01-01" } }),
    ],
  },
  { file: "b.yml", findings: [note] },
];

test("for people: files and marks, each rule with its places, the repair once, and what is waived once per reason", () => {
  expect(reportForPeople(files)).toBe(`✗ a.yml
  ✗ user.non-root
      runs as root (0:0): web (7), db (9)
      fix: Name a user.
  ! limits.pids
      web (12) may fork
      fix: Limit it.
✓ b.yml
  · compose.raw
      the file (7) has a raw key
waived
  – user.non-root (until 2027-01-01): drops itself
      web in 1 file
2 errors, 1 warning, 1 waived, 1 note in 2 files
Why, and how to repair or waive it: compose-gen explain <rule>
`);
});

describe("for people", () => {
  const shown = (...findings: Finding[]) =>
    reportForPeople([{ file: "a.yml", findings }])
      .split("\n")
      .filter((line) => /^ {0,2}[✗!·✓]/.test(line));

  test("errors come before warnings, and what leads to the host or to a secret before what does not", () => {
    const rules = ["limits.memory", "user.non-root", "ports.loopback", "privileges.docker-socket"];
    expect(
      shown(
        finding({ rule: "privileges.privileged", severity: "warning" }),
        ...rules.map((rule) => finding({ rule })),
      ),
    ).toEqual(["✗ a.yml", ...[...rules].reverse().map((rule) => `  ✗ ${rule}`), "  ! privileges.privileged"]);
  });

  test("a file with nothing worse than warnings is not marked as wrong", () => {
    expect(shown(finding({ severity: "warning" }))[0]).toBe("! a.yml");
    expect(shown(finding({ severity: "note" }))[0]).toBe("✓ a.yml");
    expect(shown(finding({ waived: { reason: "drops itself" } }))).toEqual(["✓ a.yml"]);
  });

  test("a repair that is only right for one finding stands with that one", () => {
    const lines = reportForPeople([
      { file: "a.yml", findings: [finding(), finding({ service: "db", fix: "Name another." })] },
    ]).split("\n");
    expect(lines.slice(1, 7)).toEqual([
      "  ✗ user.non-root",
      "      web (7) runs as root (0:0)",
      "      fix: Name a user.",
      "  ✗ user.non-root",
      "      db (7) runs as root (0:0)",
      "      fix: Name another.",
    ]);
  });

  test("every rule that has a rank exists", () => {
    expect(dangerousFirst.filter((rule) => !ruleNamed(rule))).toEqual([]);
  });
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
    "::error file=a%2Cb%3Ac%25.yml,line=7,title=user.non-root::web 100%25\\r\\nof: it, all%0AName a user.",
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

describe("names of a stranger's file", () => {
  const hostile = finding({
    service: "a\n::error file=x::owned",
    message: "runs \u001b[2K\u202eevil\r\n##[error]x",
    fix: "Did you mean\n::warning::y",
  });
  const lines = (report: string) => report.split("\n").map((line) => line.trimStart());
  const commands = (report: string) => lines(report).filter((line) => /^::|##\[/.test(line));

  test("give no command to a pipeline and no control character to a terminal", () => {
    const report = reportForPeople([{ file: "x\n::error::y", findings: [hostile] }]);
    expect(commands(report)).toEqual([]);
    expect(report.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(report).toContain("a\\n::error file=x::owned");
  });

  test("also when a line of the report starts with one of them", () => {
    const report = reportForPeople([{ file: "a.yml", findings: [finding({ service: "::error::owned" })] }]);
    expect(commands(report)).toEqual([]);
    const waived = finding({ service: "::error::owned", waived: { reason: "drops\n::error::it" } });
    expect(commands(reportForPeople([{ file: "a.yml", findings: [waived] }]))).toEqual([]);
  });

  test("give GitHub one command per finding", () => {
    const report = reportForGitHub([{ findings: [hostile] }]);
    expect(commands(report)).toHaveLength(1);
    expect(report.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(lines(report)).toHaveLength(3);
  });
});
