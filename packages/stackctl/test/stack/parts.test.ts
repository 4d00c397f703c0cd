import { expect, test } from "vitest";
import { statusDocument, upDocument } from "../../src/output/schemas.ts";
import { stateHomeForTest, stateOf, upForTest } from "../support/instance.ts";
import { processesBelow } from "../support/processes.ts";
import { runCli, runJson } from "../support/run-cli.ts";

test("a part of the stack runs alone, stays one, and grows by a name", async () => {
  const home = stateHomeForTest();
  const up = upDocument.parse(await upForTest(home, "relay"));
  expect(up.services.map(({ name }) => name)).toEqual(["relay"]);
  expect(Object.keys(up.variables)).toEqual(["SPHERE_NOSTR_RELAYS", "E2E_LOCAL_INSTANCE"]);
  const status = statusDocument.parse((await runJson(home, ["status"])).document);
  expect([status.health, status.services.length]).toEqual(["healthy", 1]);
  expect((await runCli(home, ["logs", "faucet"])).exitCode).toBe(3);
  await runCli(home, ["down"]);
  await upForTest(home);
  expect([processesBelow(home).length, stateOf(home).parts]).toEqual([1, ["relay"]]);

  const grown = upDocument.parse(await upForTest(home, "aggregator", "faucet"));
  expect(grown.services.map(({ name, started }) => `${name} ${started}`)).toEqual([
    "relay false",
    "aggregator true",
    "faucet true",
  ]);
  expect(stateOf(home).parts).toBeUndefined();
});

test("a faucet without an aggregator is refused before anything starts", async () => {
  const home = stateHomeForTest();
  const { exitCode, document } = await runJson(home, [
    "up",
    "--detach",
    "--port-base",
    "0",
    "relay",
    "faucet",
  ]);
  expect(document.error).toMatchObject({ code: "PART_MISSING", where: "service faucet" });
  expect([exitCode, processesBelow(home)]).toEqual([3, []]);
});
