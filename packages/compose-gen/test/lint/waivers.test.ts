import { describe, expect, test } from "vitest";
import { lint } from "../../src/lint/lint.ts";
import type { LintSubject, Reason } from "../../src/lint/subject.ts";
import { exampleSubject } from "../support/lint.ts";

const asRoot = 'services:\n  web:\n    user: "0:0"\n  other:\n    user: "0:0"\n';
const waiver: Reason = {
  rules: ["user.non-root"],
  service: "web",
  reason: "opens port 80 before it drops",
  where: "services.web.waivers[0]",
  mustCover: true,
};
const subject = (reasons: Reason[], compose = asRoot): LintSubject => exampleSubject({ compose, reasons });
const outcome = (subjects: LintSubject[], today = "2026-06-01") =>
  lint(subjects, today).map(({ findings }) =>
    findings.map(({ rule, service, waived }) => `${rule} ${service ?? "file"}${waived ? " waived" : ""}`),
  );

describe("a waiver covers", () => {
  test("the findings of its rule in its service and nothing else", () => {
    expect(outcome([subject([waiver])])).toEqual([["user.non-root web waived", "user.non-root other"]]);
  });

  test("every service when it is that of the stack", () => {
    const { service: _service, ...ofStack } = waiver;
    expect(outcome([subject([ofStack])])).toEqual([
      ["user.non-root web waived", "user.non-root other waived"],
    ]);
  });

  test("only the part that it names", () => {
    const compose = "services:\n  web:\n    cap_add: [CHOWN, CAP_SETUID, NET_RAW]\n";
    const reasons = ["CHOWN", "SETUID"].map((detail) => ({
      ...waiver,
      rules: ["privileges.capabilities"],
      detail,
      where: detail,
    }));
    expect(outcome([subject(reasons, compose)])).toEqual([
      [
        "privileges.capabilities web waived",
        "privileges.capabilities web waived",
        "privileges.capabilities web",
      ],
    ]);
  });
});

describe("a waiver ends", () => {
  const until = (expires: string) => [
    subject([{ ...waiver, expires }], 'services:\n  web:\n    user: "0:0"\n'),
  ];

  test("after its last day: the finding is open again, and the waiver is one more", () => {
    expect(outcome(until("2026-05-31"))).toEqual([["user.non-root web", "waiver.expired web"]]);
    expect(outcome(until("2026-06-01"))).toEqual([["user.non-root web waived"]]);
  });

  test("but not as long as another one covers the finding", () => {
    const [one] = until("2026-05-31");
    const both = { ...one, reasons: [...(one?.reasons ?? []), waiver] } as LintSubject;
    expect(outcome([both])).toEqual([["user.non-root web waived", "waiver.expired web"]]);
  });
});

describe("a waiver that covers nothing", () => {
  const harmless = 'services:\n  web:\n    user: "1001:1001"\n';

  test("is reported once, and only when it covers nothing in any file that has it", () => {
    expect(outcome([subject([waiver], harmless), subject([waiver], harmless)])).toEqual([
      ["waiver.unused web"],
      [],
    ]);
    expect(outcome([subject([waiver], harmless), subject([waiver])])[0]).toEqual([]);
  });

  test("is no mistake where the reason is a field that must be filled", () => {
    expect(outcome([subject([{ ...waiver, mustCover: false }], harmless)])).toEqual([[]]);
  });

  test("says so in a sentence about its service", () => {
    const [file] = lint([subject([waiver], harmless)], "2026-06-01");
    expect(file?.findings).toMatchObject([
      {
        rule: "waiver.unused",
        severity: "warning",
        service: "web",
        message: "has a waiver of user.non-root (services.web.waivers[0]) that waives nothing",
      },
    ]);
  });

  test("because its rule does not exist, is an error that no waiver covers", () => {
    const wrong = { ...waiver, rules: ["user.nonroot"] };
    const [file] = lint([subject([wrong, { ...wrong, rules: ["waiver.rule"] }], harmless)], "2026-06-01");
    expect(file?.findings).toMatchObject([
      {
        rule: "waiver.rule",
        severity: "error",
        message:
          'has a waiver of user.nonroot (services.web.waivers[0]), and there is no rule "user.nonroot"',
        fix: 'Did you mean "user.non-root"?',
      },
      { rule: "waiver.unused" },
    ]);
    expect(file?.findings.filter(({ waived }) => waived)).toEqual([]);
  });
});
