import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { createAggregatorHost, rendered, tls, toolsImage } from "./support/aggregator-host.ts";
import {
  addRelease,
  current,
  doorTag,
  isUnfinished,
  keptSet,
  keptSets,
  killAtMove,
} from "./support/release.ts";

// Each test is three or four runs of the script.
vi.setConfig({ testTimeout: 120_000 });

/** A host on which the chain runs, with the file of a release to go to. */
async function started() {
  const host = await createAggregatorHost();
  await host.start(tls);
  const file = addRelease(host, "99.1.0");
  return { host, upgrade: ["upgrade", "--compose-file", file, "--no-backup"], before: keptSet(host) };
}

test("rollback goes to the files before the last upgrade, though the release has gone, and once only", async () => {
  const { host, upgrade, before } = await started();
  await using _ = host;
  await host.start(upgrade);
  const { code, out, errors } = await host.start(["rollback"]);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(out).toContain(`Rolled back from 99.1.0 to ${current}`);
  expect(doorTag(host)).toBe(current);
  expect(keptSet(host)).toEqual(before);
  const environment = readFileSync(join(host.state, "aggregator.env"), "utf8");
  expect(environment).toContain(
    `COMPOSE_FILE='${host.state}/files/0.yml:${host.state}/aggregator.settings.yml'\n`,
  );
  expect(environment).toContain(`COMPOSE_DIRECTORY='${join(rendered, "..")}'\n`);
  expect(keptSets(host)).toEqual([]);
  expect(await host.start(["--status"])).toMatchObject({ code: 0 });
  expect(await host.start(["rollback"])).toMatchObject({
    code: 3,
    errors: expect.stringContaining("NO_ROLLBACK"),
  });
  expect(await host.start(upgrade)).toMatchObject({ code: 0 });
  expect(doorTag(host)).toBe("99.1.0");
});

test("rollback to a version that fails goes back to the one that runs", async () => {
  const { host, upgrade } = await started();
  await using _ = host;
  await host.start(upgrade);
  const before = keptSet(host);
  host.becomes(`aggregator-proxy@${current}`, { state: "restarting", restarts: "3" });
  const { code, errors } = await host.start(["rollback"], { HEALTH_TIMEOUT: "4" });
  expect(errors).toContain("The old version runs again: 99.1.0");
  expect(code).toBe(1);
  expect(doorTag(host)).toBe("99.1.0");
  expect(keptSet(host)).toEqual(before);
  expect(keptSets(host)).toEqual(["previous"]);
});

test("rollback refuses a version that cannot read the data any more", async () => {
  await using host = await createAggregatorHost();
  await host.start(tls);
  const file = addRelease(host, "99.1.0");
  await host.start(["upgrade", "--compose-file", file, "--no-backup"]);
  host.write("containers/compose-aggregator-proxy/data-version", "2");
  const before = { changes: host.changes(), set: keptSet(host) };
  const { code, errors } = await host.start(["rollback"]);
  expect(errors).toMatch(/DATA_TOO_NEW[\s\S]*has the form 2, the image knows 1[\s\S]*restore FILE/);
  expect(code).toBe(3);
  expect({ changes: host.changes(), set: keptSet(host) }).toEqual(before);
});

test("an image whose name leads to another one by now is brought back by its id", async () => {
  await using host = await createAggregatorHost();
  const path = `images/${toolsImage.replaceAll("/", "_")}`;
  host.write(path, "id sha256:old\n");
  host.write("images/without-a-name", "id sha256:old\n");
  await host.start(tls);
  host.write(path, "id sha256:new\n");
  const upgrade = await host.start(["upgrade", "--no-backup"]);
  expect(upgrade).toMatchObject({
    code: 0,
    out: expect.stringContaining(`Upgraded from ${current} to ${current}`),
  });
  expect(await host.start(["rollback"])).toMatchObject({ code: 0 });
  const pins = readFileSync(join(host.state, "aggregator.pins.yml"), "utf8");
  expect(pins).toMatch(/^services:\n( {2}[a-z-]+:\n {4}image: sha256:old\n)+$/);
  expect(readFileSync(join(host.state, "aggregator.env"), "utf8")).toContain(
    `:${host.state}/aggregator.pins.yml'\n`,
  );
});

test.for<[string, string, "before" | "after", "upgrade" | "rollback"]>([
  ["the old files are kept", "*.before-upgrade", "before", "upgrade"],
  ["the old files are kept", "*.before-upgrade", "after", "rollback"],
  ["the new files are in place", "*aggregator/files.new*", "after", "rollback"],
  ["the new settings are in place", "*aggregator/aggregator.env.new*", "before", "upgrade"],
  ["the new settings are in place", "*aggregator/aggregator.env.new*", "after", "rollback"],
  ["the old files become those of a rollback", "*.previous", "before", "upgrade"],
])("an upgrade that is killed when %s (%s, %s), then %s", async ([, pattern, when, next]) => {
  const { host, upgrade, before } = await started();
  await using _ = host;
  killAtMove(host, pattern, when);
  expect((await host.start(upgrade)).code).toBe(undefined);
  expect(isUnfinished(host)).toBe(true);
  const { code, errors } = await host.start(next === "upgrade" ? upgrade : ["rollback"]);
  expect(errors).toMatch(/OPERATION_INTERRUPTED[\s\S]*the same upgrade goes on with it, rollback undoes it/);
  expect(code).toBe(0);
  expect(doorTag(host)).toBe(next === "upgrade" ? "99.1.0" : current);
  expect(keptSet(host, next === "upgrade" ? ".previous" : "")).toEqual(before);
  expect(keptSets(host)).toEqual(next === "upgrade" ? ["previous"] : []);
  expect(isUnfinished(host)).toBe(false);
});

test("a rollback that is killed is finished by the same, and undone by an upgrade", async () => {
  const { host, upgrade, before } = await started();
  await using _ = host;
  await host.start(upgrade);
  const after = keptSet(host);
  for (const next of ["upgrade", "rollback"]) {
    host.write("compose/kills", "");
    expect((await host.start(["rollback"])).code).toBe(undefined);
    expect(keptSets(host)).toEqual(["before-rollback", "previous"]);
    const { code } = await host.start(next === "upgrade" ? upgrade : ["rollback"]);
    expect(code).toBe(0);
    expect(keptSet(host)).toEqual(next === "upgrade" ? after : before);
    expect(keptSets(host)).toEqual(next === "upgrade" ? ["previous"] : []);
  }
});

test.for(["rollback", "start"])("an upgrade that is killed while Compose works, then %s", async (next) => {
  const { host, upgrade, before } = await started();
  await using _ = host;
  host.write("compose/kills", "");
  expect((await host.start(upgrade)).code).toBe(undefined);
  const commands: Record<string, string[]> = { upgrade, rollback: ["rollback"], start: [...tls] };
  expect(await host.start(commands[next] ?? [])).toMatchObject({ code: 0 });
  expect(doorTag(host)).toBe(next === "upgrade" ? "99.1.0" : current);
  expect(keptSets(host)).toEqual(next === "upgrade" ? ["previous"] : []);
  if (next !== "upgrade") expect(keptSet(host)).toEqual(before);
  expect(isUnfinished(host)).toBe(false);
});

test("an upgrade that is interrupted stays as it is, and says what goes on with it", async () => {
  const { host, upgrade } = await started();
  await using _ = host;
  host.write("compose/slow", "30");
  const before = host.changes().length;
  const first = host.start(upgrade, { HEALTH_TIMEOUT: "60" });
  await expect.poll(() => host.changes().length).toBe(before + 1);
  process.kill(Number(host.read("script")), "SIGINT");
  const { code, errors } = await first;
  expect(errors).toContain("Interrupted: the same upgrade goes on with it, rollback undoes it");
  expect(code).toBe(130);
  expect(isUnfinished(host)).toBe(true);
  host.write("compose/slow", "0");
  expect(await host.start(["rollback"])).toMatchObject({ code: 0 });
  expect(doorTag(host)).toBe(current);
  expect(existsSync(`${host.state}.before-upgrade`)).toBe(false);
});
