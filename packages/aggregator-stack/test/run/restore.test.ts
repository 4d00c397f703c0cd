import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test, vi } from "vitest";
import { type AggregatorHost, composeDocker, createAggregatorHost, tls } from "./support/aggregator-host.ts";
import { addRelease, doorTag, keptSet } from "./support/release.ts";

// Each test is several runs of the script.
vi.setConfig({ testTimeout: 120_000 });

const recordOf = (host: AggregatorHost) => join(host.state, "../restores/unicity-aggregator-proxy");

test("neither an upgrade nor a rollback works with state that a killed restore has half placed", async () => {
  await using host = await createAggregatorHost();
  expect(await host.start(tls)).toMatchObject({ code: 0 });
  const upgrade = ["upgrade", "--compose-file", addRelease(host, "99.1.0"), "--no-backup"];
  const door = doorTag(host);
  const record = recordOf(host);
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, "filled unicity-mongo-data\n");
  const before = host.changes();
  const refused = { code: 3, errors: expect.stringContaining("RESTORE_UNFINISHED") };
  expect(await host.start(upgrade)).toMatchObject(refused);
  expect(host.changes()).toEqual(before);
  expect(doorTag(host)).toBe(door);
  writeFileSync(record, "filled unicity-mongo-data\nplaced\n");
  expect(await host.start(upgrade)).toMatchObject({ code: 0 });
  writeFileSync(record, "filled unicity-mongo-data\n");
  expect(await host.start(["rollback"])).toMatchObject(refused);
  expect(doorTag(host)).toBe("99.1.0");
});

/** A host whose stack runs, and a backup of another one with its key. */
async function createHostWithBackup() {
  const host = await createAggregatorHost();
  expect(await host.start([...tls, "--log-level", "debug"])).toMatchObject({ code: 0 });
  for (const name of ["backup", "content"]) mkdirSync(join(host.engine, name));
  const lines = [
    ["made", "2026-01-01T00:00:00Z"],
    ["maker", "run-aggregator.sh 0.6.0"],
    ["service", "aggregator"],
    ["generation", "v1"],
    ["genesisId", "abcd"],
    ["dataVersion", "1"],
    ["part", "mongo-data", "volume", "state", "mongo"],
  ];
  host.write("backup/summary", lines.map((line) => `${line.join("\t")}\n`).join(""));
  host.write("volumes/unicity-mongo-data", "");
  host.write("content/unicity-mongo-data", "own chain");
  const file = join(host.folder, "aggregator.age");
  writeFileSync(file, "encrypted\nrestored chain\n");
  writeFileSync(join(host.folder, "key"), "AGE-SECRET-KEY-1MADE\n", { mode: 0o600 });
  const flags = ["--identity-file", join(host.folder, "key"), "--replace", "--log-level", "error"];
  return { host, restore: () => host.start(["restore", file, ...flags]) };
}

test("a restore that is killed while the stack starts, and then fails, goes back to the settings of before", async () => {
  const { host, restore } = await createHostWithBackup();
  await using _ = host;
  const [environment] = keptSet(host);
  const killed = join(host.engine, "killed");
  host.program(
    "docker",
    `[[ "$*" == "compose "*" up "* && ! -e ${killed} ]] || exec ${composeDocker} "$@"
    : >${killed}; kill -KILL "$(<"$FAKE_ENGINE/script")"; exit 137`,
  );
  await restore();
  expect(existsSync(killed)).toBe(true);
  expect(keptSet(host)[0]).toContain("AGGREGATOR_LOG_LEVEL='error'\n");
  host.answers({ height: "4" });
  expect(await restore()).toMatchObject({
    code: 1,
    errors: expect.stringContaining("goes back to how it was"),
  });
  expect(keptSet(host)[0]).toBe(environment);
  expect(host.read("content/unicity-mongo-data")).toBe("own chain");
  expect(existsSync(recordOf(host))).toBe(false);
});
