import { expect, test } from "vitest";
import { composeFailed } from "../../src/backend/docker/failures.ts";
import type { CheckResult } from "../../src/checks/check.ts";
import { StackError } from "../../src/errors.ts";
import { createReporter } from "../../src/output/reporter.ts";
import { formatStatus } from "../../src/output/status-text.ts";
import { createStyle } from "../../src/output/style.ts";
import { formatUnpinned, nextSteps } from "../../src/output/up-text.ts";
import { formatWipePlan } from "../../src/output/wipe-text.ts";
import { unicityStack } from "../../src/unicity/stack.ts";

const style = createStyle(false);
const check = (service: string): CheckResult => ({
  ...{ service, check: "it", layer: "process", proves: "it runs", ms: 1 },
  ...{ outcome: "pass", code: "OK", evidence: "seen" },
});
/** Column in which a line says what is proved. */
const columns = (text: string) =>
  text.split("\n").flatMap((line) => (line.includes("it runs") ? line.indexOf("it runs") : []));

test("the longest name of a service does not touch what is proved", () => {
  const names = ["aggregator-proxy", "genesis-aggregator", "relay"];
  const services = names.map((name) => ({
    ...{ name, url: null, port: null, pid: null, health: "healthy" as const, checks: [check(name)] },
  }));
  const text = formatStatus({ instance: "x", health: "healthy", services, volumes: [] }, style);
  expect(columns(text)).toEqual([23, 23, 23]);

  const printed: string[] = [];
  const terminal = {
    ...{ out: (line: string) => void printed.push(line), err() {}, interactive: false, color: false },
    ...{ env: {}, cwd: "/" },
  };
  const reporter = createReporter(terminal, style, "text");
  reporter.services?.(names);
  for (const name of names) reporter.check(check(name));
  expect(columns(printed.join(""))).toEqual([23, 23, 23]);
});

test("nothing is advised after `up` that needs a service which is not there", () => {
  expect(nextSteps(unicityStack, ["aggregator", "aggregator-proxy"], "two")).not.toContain("fund");
  expect(nextSteps(unicityStack, ["faucet"], "two")).toContain("fund @alice 100 UCT --instance two");
});

test("an image that was given is told from one that nobody has published", () => {
  const image = { reference: "relay:dev", pinned: false };
  expect(formatUnpinned({ ...image, replaced: true })).toBe("replaced, unpinned relay:dev");
  expect(formatUnpinned(image)).toBe("unpinned relay:dev");
  expect(formatUnpinned({ ...image, pinned: true })).toBe("");
});

test("a plan of a wipe says that it would be refused", () => {
  const refusal = new StackError({ code: "WIPE_WHILE_UP", what: "It is up.", next: "Stop it." });
  const plan = { deleted: [], kept: [], outside: [] };
  const facts = { instance: "x", plan, running: [], damaged: false, others: [] };
  expect(formatWipePlan({ ...facts, refusal })).toContain("refused now, WIPE_WHILE_UP: It is up. Stop it.");
  expect(formatWipePlan(facts)).not.toContain("refused");
});

test.each([
  "Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults",
  "Error response from daemon: all predefined address pools have been fully subnetted",
])("an engine without addresses for a network is named: %s", (line) => {
  expect(composeFailed("aggregator", "file", ["Creating", line]).parts).toMatchObject({
    code: "NETWORK_POOL_EMPTY",
    next: expect.stringContaining("docker network ls"),
  });
  expect(composeFailed("aggregator", "file", ["Creating"]).parts.code).toBe("COMPOSE_FAILED");
});
