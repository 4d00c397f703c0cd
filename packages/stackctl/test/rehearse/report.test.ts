import { expect, test } from "vitest";
import { createStyle } from "../../src/output/style.ts";
import type { Terminal } from "../../src/output/terminal.ts";
import { planRehearsal } from "../../src/rehearse/plan.ts";
import type { Rehearsal, StepEvent, StepResult } from "../../src/rehearse/rehearsal.ts";
import {
  formatCleanPlan,
  formatInterrupted,
  formatKept,
  formatRehearsalPlan,
  formatStep,
  stepReporter,
} from "../../src/rehearse/report.ts";

const style = createStyle(false);
const passed: StepResult = {
  id: "relay.start",
  title: "run-relay.sh ends with all checks passed",
  service: "relay",
  outcome: "pass",
  evidence: "11 checks passed",
  ms: 14_870,
};

function recordingTerminal(interactive = false) {
  const written = { out: "", err: "" };
  const terminal: Terminal = {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    ...{ interactive, color: false, env: {}, cwd: "/" },
  };
  return { terminal, written };
}

test("a step is one line: time, sign, service, what is true, duration, evidence", () => {
  expect(formatStep(passed, 19_240, style)).toBe(
    "  19.2 s  ✔ relay      run-relay.sh ends with all checks passed                 14.9 s  11 checks passed",
  );
  const failed: StepResult = { ...passed, outcome: "fail", evidence: "it ended with 1." };
  expect(formatStep(failed, 19_240, style)).toContain("✖ relay      not: run-relay.sh ends");
  const ended: StepResult = { ...passed, outcome: "interrupted", evidence: "SIGINT" };
  expect(formatStep(ended, 19_240, style)).toContain("! relay      interrupted: run-relay.sh ends");
});

const events: StepEvent[] = [
  { event: "begin", step: { id: "relay.start", title: "t", service: "relay" } },
  { event: "waiting", step: { id: "relay.start", title: "t", service: "relay" }, reason: "certificates" },
  { event: "end", step: passed },
];

test("without a person at the terminal only steps that ended are written", () => {
  const { terminal, written } = recordingTerminal();
  for (const event of events) stepReporter(terminal, style, "text")(event);
  expect(written.out.split("\n")).toHaveLength(2);
  expect(written.err).toBe("");
});

test("a person sees what is waited for, and it is taken away again", () => {
  const { terminal, written } = recordingTerminal(true);
  const tell = stepReporter(terminal, style, "text");
  for (const event of events) tell(event);
  expect(written.err).toContain("relay certificates");
  expect(written.err.endsWith("\r\u001b[2K")).toBe(true);
});

test("with --ndjson every event is a line of JSON, with --json none", () => {
  const { terminal, written } = recordingTerminal();
  for (const event of events) stepReporter(terminal, style, "ndjson")(event);
  const lines = written.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ event }) => event)).toEqual(["step-begin", "step-waiting", "step-end"]);
  expect(lines.at(-1).step).toEqual(passed);
  const silent = recordingTerminal();
  for (const event of events) stepReporter(silent.terminal, style, "json")(event);
  expect(silent.written).toEqual({ out: "", err: "" });
});

test("the plan names every step and every domain", () => {
  const text = formatRehearsalPlan(planRehearsal(true));
  for (const { id, title } of planRehearsal(true).steps)
    expect(text).toMatch(new RegExp(`${id}.*${title.slice(0, 20)}`));
  expect(text).toContain("faucet.rehearsal.example.org");
  expect(text).toContain("left running");
});

test("an interruption says that everything is gone only when it is", () => {
  expect(formatInterrupted({ error: undefined })).toContain("everything of the rehearsal was removed");
  const error = { parts: { code: "NOT_REMOVED", what: "left" }, exitCode: 1 } as const;
  expect(formatInterrupted({ error })).toMatch(/not everything.*rehearse --clean/);
});

test("what cleaning would remove is named, and what it leaves alone", () => {
  const one = { id: "0a0b0c0d", containers: ["c-relay"], networks: ["n-edge"], volumes: ["v-data"] };
  const text = formatCleanPlan({ remove: [one], inUse: ["11223344"] });
  expect(text).toMatch(/Would remove 0a0b0c0d:\n.*container +c-relay\n.*network +n-edge\n.*volume +v-data\n/);
  expect(text).toContain("Would leave 11223344 alone");
  expect(formatCleanPlan({ remove: [], inUse: [] })).toBe("There is nothing to remove.\n");
});

test("what is kept shows a command that reaches it, and the one that ends it", () => {
  const domains = { relay: "r.example.org", aggregator: "a.example.org", faucet: "f.example.org" };
  const kept = { id: "0a0b0c0d", domains, httpsPort: 32_000, rootFile: "/tmp/x/root.pem", network: "n" };
  const text = formatKept(kept as unknown as Rehearsal, style);
  expect(text).toContain(
    "curl --cacert /tmp/x/root.pem --connect-to r.example.org:443:127.0.0.1:32000 https://r.example.org/health",
  );
  expect(text).toContain("stackctl rehearse --clean 0a0b0c0d");
});
