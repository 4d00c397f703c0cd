import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectControl } from "@unicity-sphere/devnet/control";
import { expect, test } from "vitest";
import { statusDocument } from "../../src/output/schemas.ts";
import { unicityStack } from "../../src/unicity/stack.ts";
import { bringUpFixture, fixtureSession } from "../support/fixture-stack.ts";
import { stateHomeForTest, stateOf, upForTest } from "../support/instance.ts";
import { runCli, runJson } from "../support/run-cli.ts";

/** Exit code and the checks that are not green, as `service check outcome code`. */
async function statusOf(home: string, instance = "default") {
  const { exitCode, document } = await runJson(home, ["status", "--instance", instance]);
  const { services } = statusDocument.parse(document);
  const bad = services.flatMap(({ checks }) => checks).filter(({ outcome }) => outcome !== "pass");
  return {
    exitCode,
    bad: bad.map(({ service, check, outcome, code }) => `${service} ${check} ${outcome} ${code}`),
  };
}

test.each(["relay", "aggregator", "faucet"])(
  "a frozen %s is unreachable, and healthy again when it goes on",
  async (service) => {
    const home = stateHomeForTest();
    await upForTest(home);
    const pid = stateOf(home).services[service]?.process?.pid ?? 0;
    process.kill(pid, "SIGSTOP");
    const frozen = await statusOf(home);
    expect(frozen.exitCode).toBe(2);
    expect(frozen.bad).toContain(`${service} process.alive unreachable PROCESS_FROZEN`);
    process.kill(pid, "SIGCONT");
    expect(await statusOf(home)).toEqual({ exitCode: 0, bad: [] });
  },
);

test("another stack's trust base in the state is found twice, by its bytes and by a live proof; restored it is green", async () => {
  const home = stateHomeForTest(["default", "other"]);
  await upForTest(home);
  await upForTest(home, "--instance", "other");
  const file = join(home, "default/aggregator/trust-base.json");
  const own = readFileSync(file);
  copyFileSync(join(home, "other/aggregator/trust-base.json"), file);
  expect(await statusOf(home)).toEqual({
    exitCode: 1,
    bad: [
      "aggregator unicity.trust-base fail TRUST_BASE_DIFFERS",
      "aggregator unicity.certificate fail QUORUM_NOT_REACHED",
    ],
  });
  writeFileSync(file, "{");
  expect((await statusOf(home)).bad).toContain("aggregator unicity.certificate fail TRUST_BASE_INVALID");
  writeFileSync(file, own);
  expect(await statusOf(home)).toEqual({ exitCode: 0, bad: [] });
});

test("rounds that stand still are a failed check although every health page says healthy", async () => {
  const session = fixtureSession(unicityStack);
  session.state.control = true;
  await bringUpFixture(session);
  const control = connectControl(session.paths.control);
  await control.setRounds("manual");
  expect(await statusOf(session.home, "test")).toEqual({
    exitCode: 1,
    bad: ["aggregator jsonrpc.height-grows fail HEIGHT_STANDS"],
  });
  await control.setRounds("automatic");
  expect(await statusOf(session.home, "test")).toEqual({ exitCode: 0, bad: [] });
});

test("a stopped instance is unreachable for every verb that needs it, with the next step", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  await runCli(home, ["down"]);
  for (const args of [["status"], ["env"], ["fund", "@alice", "1"]]) {
    const { exitCode, document } = await runJson(home, args);
    expect(document.error).toMatchObject({
      code: "INSTANCE_STOPPED",
      next: expect.stringContaining("stackctl up"),
    });
    expect(exitCode).toBe(2);
  }
});
