import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { type AggregatorHost, createAggregatorHost, renderedV3, tls } from "./support/aggregator-host.ts";
import { addRelease, current, doorTag, isUnfinished, keptSet, keptSets } from "./support/release.ts";

// Each test is several runs of the script.
vi.setConfig({ testTimeout: 120_000 });

const settled = { previous: ["previous"], nothing: [] as string[] };
/** No volume is backed up here. */
const upgrade = (file: string, ...flags: string[]) => [
  "upgrade",
  "--compose-file",
  file,
  "--no-backup",
  ...flags,
];

test("goes to the file of another release with the settings of the last start, and keeps the old one", async () => {
  await using host = await createAggregatorHost();
  expect(await host.start([...tls, "--log-level", "debug"])).toMatchObject({ code: 0 });
  const before = keptSet(host);
  const { code, out, errors } = await host.start(upgrade(addRelease(host, "99.1.0")));
  expect({ code, errors }).toEqual({ code: 0, errors: expect.stringContaining("no backup was made") });
  expect(out).toContain(`✓ from ${current} to 99.1.0, generation v1`);
  expect(out).toContain("RESULT: All checks passed");
  expect(out).toContain(`Upgraded from ${current} to 99.1.0; back: `);
  expect(doorTag(host)).toBe("99.1.0");
  const [environment = "", settings] = keptSet(host);
  expect(environment).toContain("AGGREGATOR_LOG_LEVEL='debug'\n");
  expect([environment, settings]).toEqual(before.slice(0, 2));
  expect(keptSet(host, ".previous")).toEqual(before);
  expect(keptSets(host)).toEqual(settled.previous);
  expect(isUnfinished(host)).toBe(false);
});

test("the door is told that another one follows and, where it is the same afterwards, that none did", async () => {
  await using host = await createAggregatorHost();
  const told = () => host.calls().filter((call) => call.includes(" service-keep-route"));
  expect(await host.start(tls)).toMatchObject({ code: 0 });
  expect(told()).toEqual([]);
  expect(await host.start(upgrade(addRelease(host, "99.1.0")))).toMatchObject({ code: 0 });
  const call = "exec compose-aggregator-proxy service-keep-route";
  // The pretended engine gives a container that was replaced the same id.
  expect(told()).toEqual([call, `${call} --no`]);
  await host.start(upgrade(addRelease(host, "99.2.0"), "--domain", "other.example.org"));
  expect(told().filter((told) => told === call)).toHaveLength(1);
});

test("flags and the environment: flags win over what was kept, what was kept over the environment", async () => {
  await using host = await createAggregatorHost();
  await host.start([...tls, "--log-level", "debug"]);
  const file = addRelease(host, "99.1.0");
  const env = { AGGREGATOR_LOG_LEVEL: "warn", SSL_STAGING: "true" };
  expect(await host.start(upgrade(file), env)).toMatchObject({ code: 0 });
  expect(keptSet(host)[0]).toContain("AGGREGATOR_LOG_LEVEL='debug'\n");
  expect(keptSet(host)[0]).not.toContain("SSL_STAGING");
  expect(await host.start(upgrade(file, "--log-level", "error"))).toMatchObject({ code: 0 });
  expect(keptSet(host)[0]).toContain("AGGREGATOR_LOG_LEVEL='error'\n");
});

test("says that it is there already, and changes nothing", async () => {
  await using host = await createAggregatorHost();
  await host.start(tls);
  const before = host.changes();
  const again = await host.start(["upgrade", "--to", current]);
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining(`Already on ${current}, `) });
  expect(host.changes()).toEqual(before);
  expect(keptSets(host)).toEqual(settled.nothing);
  await host.start(["--stop"]);
  expect(await host.start(["upgrade", "--no-backup"])).toMatchObject({ code: 0 });
  expect(host.containers()["unicity-mongo"]).toMatchObject({ state: "running" });
});

test("fetches the images that are missing", async () => {
  await using host = await createAggregatorHost();
  await host.start(tls);
  const file = addRelease(host, "99.1.0", { remote: true });
  expect(await host.start(upgrade(file))).toMatchObject({ code: 0 });
  expect(doorTag(host)).toBe("99.1.0");
  const pulled = host.calls().filter((call) => call.startsWith("pull "));
  expect(pulled).toHaveLength(new Set(pulled).size);
  expect(pulled.length).toBeGreaterThan(1);
});

test("refuses what cannot go well, and changes nothing", async () => {
  await using host = await createAggregatorHost();
  const override = join(host.folder, "override.yml");
  writeFileSync(override, "services:\n  sidecar:\n    image: x\n");
  const nowhere = addRelease(host, "97.0.0");
  for (const name of ["proxy", "tools"]) host.removeImage(`ghcr.io/unicity-sphere/aggregator-${name}:97.0.0`);
  const lower = addRelease(host, "1.0.0", { dataVersion: 1 });
  const higher = addRelease(host, "99.3.0", { dataVersion: 3 });
  const file = addRelease(host, "99.2.0", { dataVersion: 2 });
  expect(await host.start([...tls, "--compose-file", file])).toMatchObject({ code: 0 });
  const now = () => ({ changes: host.changes(), set: keptSet(host), containers: host.containers() });
  const before = now();
  for (const [code, text, ...flags] of [
    [3, "GENERATION_MISMATCH", "--compose-file", renderedV3],
    [3, "GENERATION_MISMATCH", "--generation", "v3"],
    [3, "VERSION_NOT_HERE", "--to", "98.0.0"],
    [3, "has no service", "--override", override],
    [3, "Unknown option", "98.0.0"],
    [1, "IMAGE_NOT_PULLED", "--compose-file", nowhere],
    [3, "DATA_TOO_NEW", "--compose-file", lower],
    [3, "BACKUP_NEEDED", "--compose-file", higher, "--no-backup"],
  ] as const) {
    const outcome = await host.start(["upgrade", ...flags]);
    expect(outcome.errors).toContain(text);
    expect(outcome.code, text).toBe(code);
    expect(now(), text).toEqual(before);
  }
  expect(keptSets(host)).toEqual(settled.nothing);
  expect(isUnfinished(host)).toBe(false);
});

test("names both generations and the ways on", async () => {
  await using host = await createAggregatorHost();
  await host.start(tls);
  const { errors } = await host.start(["upgrade", "--compose-file", renderedV3]);
  expect(errors).toContain("the chain on this host is of generation v1, the file of v3");
  expect(errors).toContain("PROJECT_NAME=NAME");
  expect(errors).toMatch(/^ +docker volume rm unicity-genesis-aggregator /m);
});

test("without a start there is nothing to upgrade, and nothing to roll back", async () => {
  await using host = await createAggregatorHost();
  for (const word of ["upgrade", "rollback"])
    expect(await host.start([word])).toMatchObject({
      code: 3,
      errors: expect.stringContaining("NEVER_STARTED"),
    });
  expect(host.changes()).toEqual([]);
});

test.for<[string, string, Record<string, string>, string]>([
  ["that never becomes healthy", "mongo", { health: "unhealthy", probe: "not primary" }, "SERVICE_NOT_READY"],
  ["that fails a check", "aggregator-proxy", { days: "-1" }, "CHECKS_FAILED"],
])("goes back by itself from a version %s", async ([, service, attributes, text]) => {
  await using host = await createAggregatorHost();
  const first = addRelease(host, "98.0.0");
  await host.start([...tls, "--compose-file", first]);
  const before = keptSet(host);
  const next = withOther(service, host, addRelease(host, "99.1.0"));
  host.becomes(`${service}@99.1.0`, attributes);
  const { code, errors } = await host.start(upgrade(next), { HEALTH_TIMEOUT: "4" });
  expect(errors).toMatch(new RegExp(text));
  expect(errors).toContain("The old version runs again: 98.0.0");
  expect(code).toBe(1);
  expect(doorTag(host)).toBe("98.0.0");
  expect(keptSet(host)).toEqual(before);
  expect(keptSets(host)).toEqual(settled.nothing);
  expect(isUnfinished(host)).toBe(false);
  expect(await host.start(["--status"])).toMatchObject({ code: 0 });
});

/** Gives that release another image of a service that is not of this repository. @returns the file */
function withOther(service: string, host: AggregatorHost, file: string): string {
  const lines = readFileSync(file, "utf8").split("\n");
  const at = lines.findIndex((line, index) => {
    const begin = lines.lastIndexOf(`  ${service}:`, index);
    return line.startsWith("    image: ") && begin > lines.indexOf("services:");
  });
  const image = (lines[at] ?? "").replace("    image: ", "").replace(/(:[^/]*)?(@.*)?$/, ":99.1.0");
  lines[at] = `    image: ${image}`;
  host.write(`images/${image.replaceAll("/", "_")}`, "id id-99.1.0\n");
  writeFileSync(file, lines.join("\n"));
  return file;
}
