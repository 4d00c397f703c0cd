import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createAggregatorHost, domain, tls } from "./support/aggregator-host.ts";

test("uninstall removes containers and networks, and says what it keeps and how to delete that", async () => {
  await using host = await createAggregatorHost();
  host.write("networks/unicity", "");
  host.container("unicity-relay", { networks: "unicity", service: "relay" });
  host.write("compose/volumes", "unicity-mongo-data\nunicity-public\n");
  await host.start(tls);
  const refused = await host.start(["uninstall"]);
  expect(refused).toMatchObject({ code: 3, errors: expect.stringContaining("add --yes") });
  const { code, out } = await host.start(["uninstall", "--yes"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^ *deleted +kept +outside$/m);
  expect(out).toMatch(/container unicity-aggregator-proxy +/);
  expect(out).toMatch(/network unicity-aggregator_backend +/);
  expect(out).toMatch(/volume unicity-mongo-data +/);
  expect(out).toMatch(/ network unicity$/m);
  expect(out).toContain("  docker volume rm unicity-mongo-data unicity-public\n");
  expect(out).toContain(`  rm -r -- ${host.state}\n`);
  expect(host.changes().at(-1)).toBe("compose --project-name unicity-aggregator down");
  expect(Object.keys(host.containers()).sort()).toEqual(["haproxy", "unicity-relay"]);
  expect(readFileSync(join(host.state, "aggregator.env"), "utf8")).toContain(`SSL_DOMAIN='${domain}'`);
  const again = await host.start(["uninstall", "--yes"]);
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining("Nothing to uninstall") });
  expect(again.out).toContain("  docker volume rm unicity-mongo-data");
});

test("uninstall removes the network of the project when nobody else is on it", async () => {
  await using host = await createAggregatorHost();
  await host.start(tls);
  expect(host.calls()).toContain("network create unicity");
  const { code, out } = await host.start(["uninstall", "--yes"]);
  expect(code).toBe(0);
  expect(out).toMatch(/network unicity +/);
  expect(host.calls()).toContain("network rm unicity");
});

test("a start after uninstall goes on with what was kept", async () => {
  await using host = await createAggregatorHost();
  await host.start(tls);
  await host.start(["uninstall", "--yes"]);
  expect(await host.start(tls)).toMatchObject({ code: 0, errors: "" });
});
