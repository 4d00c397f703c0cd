import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  createAggregatorHost,
  domain,
  rendered,
  services,
  tls,
  toolsImage,
} from "./support/aggregator-host.ts";

test("--status needs no flags after a start, and takes the settings of it", async () => {
  await using host = await createAggregatorHost();
  await host.start([...tls, "--generation", "v1"]);
  const { code, out } = await host.start(["--status"]);
  expect(out).toContain(`✓ ${domain} is registered at HAProxy`);
  expect(out).toContain("✓ block height grows");
  expect(code).toBe(0);
  const { json } = await host.start(["--status", "--json"]);
  expect(json()).toMatchObject({
    action: "status",
    container: "unicity-aggregator-proxy",
    domain,
    result: "ok",
    exitCode: 0,
  });
  expect(host.changes()).toHaveLength(2);
});

test("--status finds the file of the generation when the one of the last start has gone with its release", async () => {
  await using host = await createAggregatorHost();
  const file = join(host.folder, "aggregator.yml");
  cpSync(rendered, file);
  expect(await host.start([...tls, "--compose-file", file])).toMatchObject({ code: 0 });
  rmSync(file);
  expect(await host.start(["--status"])).toMatchObject({ code: 0 });
});

test("--status ends with 2 where nothing was started, and after --stop", async () => {
  await using host = await createAggregatorHost();
  const never = await host.start(["--status"]);
  expect(never).toMatchObject({
    code: 2,
    out: expect.stringContaining("✗ container unicity-aggregator-proxy is absent"),
  });
  await host.start(tls);
  const stop = await host.start(["--stop"]);
  expect(stop).toMatchObject({
    code: 0,
    out: expect.stringContaining("a start goes on with the same chain"),
  });
  expect(host.changes().at(-1)).toBe("compose --project-name unicity-aggregator stop");
  const stopped = await host.start(["--status"]);
  expect(stopped).toMatchObject({ code: 2, out: expect.stringContaining("✗ mongo is exited") });
});

test.for<[string, Record<string, string>, string]>([
  ["mongo", { health: "unhealthy", probe: "not primary" }, "✗ mongo is unhealthy: not primary"],
  ["bft-root", { state: "exited", exit: "137" }, "✗ bft-root is exited (exit code 137)"],
  ["mongo", { state: "paused" }, "✗ mongo is paused\n"],
  ["genesis-root", { exit: "1", log: "no space" }, "✗ job genesis-root failed (exit code 1): no space"],
])("--status ends with 1 when %s is %j", async ([service, attributes, text]) => {
  await using host = await createAggregatorHost();
  await host.start(tls);
  for (const [name, value] of Object.entries(attributes))
    host.write(`containers/compose-${service}/${name}`, value);
  const { code, out } = await host.start(["--status"]);
  expect(out).toContain(text);
  expect(code).toBe(1);
});

test("a service that was started again is a warning", async () => {
  await using host = await createAggregatorHost();
  await host.start(tls);
  host.write("containers/compose-aggregator/restarts", "2");
  const { code, out } = await host.start(["--status"]);
  expect(out).toContain("⚠ aggregator is running, and was started again 2 time(s)");
  expect(code).toBe(0);
});

test("--logs and --stop go by the project, without a Compose file", async () => {
  await using host = await createAggregatorHost();
  expect(await host.start(["--logs"])).toMatchObject({
    code: 2,
    errors: expect.stringContaining("CONTAINER_MISSING"),
  });
  expect(await host.start(["--stop"])).toMatchObject({
    code: 0,
    out: expect.stringContaining("Nothing to stop"),
  });
  await host.start(tls);
  host.write("containers/compose-aggregator/log", "a line");
  expect(await host.start(["--logs"])).toMatchObject({ code: 0, out: "a line" });
  expect(host.calls().at(-1)).toBe("compose --project-name unicity-aggregator logs --tail 100");
});

test("--check looks at everything that a start depends on, and changes nothing", async () => {
  await using host = await createAggregatorHost();
  host.program("getent", `printf '127.0.0.1 STREAM %s\\n' "$2"`);
  const { out } = await host.start([...tls, "--check"], { HOST_ADDRESSES: "127.0.0.1" });
  for (const text of [
    `${rendered}: ${services} services, generation v1`,
    "all images are here",
    "container names are free, or of this stack",
    "volumes are free, or of this stack",
    `DNS A: ${domain} is 127.0.0.1, this host`,
    "registration API answers: healthy",
  ])
    expect(out).toContain(`✓ ${text}`);
  expect(host.changes()).toEqual([]);
});

test("--check names every part that is in the way", async () => {
  await using host = await createAggregatorHost();
  host.removeImage(toolsImage);
  host.container("unicity-mongo", { service: "" });
  host.container("backup", { service: "", volumes: "unicity-mongo-data", ports: "11003" });
  const { code, out } = await host.start(["--no-ssl", "--check"]);
  for (const text of [
    `images are missing: ${toolsImage}; to get them:\n      those of this repository, in a checkout:\n      npx pnpm build:images `,
    "container unicity-mongo is in the way, made without Compose: docker rename",
    "volume unicity-mongo-data is in use by backup",
    "port 11003 is taken by the container backup",
  ])
    expect(out).toContain(`✗ ${text}`);
  expect(code).toBe(1);
});

test("--check without flags asks about the settings of the last start, with them about those", async () => {
  await using host = await createAggregatorHost();
  await host.start(tls);
  const kept = await host.start(["--check", "--json"]);
  expect(kept.json()).toMatchObject({ domain, mode: "haproxy" });
  expect((await host.start(["--no-ssl", "--check", "--json"])).json()).toMatchObject({ mode: "local" });
});
