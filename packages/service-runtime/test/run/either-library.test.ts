import { resolve } from "node:path";
import { expect, test } from "vitest";
import { createWorld, type World } from "./support/world.ts";

const upstream = { SSL_MANAGER_RUN_LIB: resolve(import.meta.dirname, "fixtures/upstream-run-lib.sh") };
const tls = ["--domain", "sample.example.org", "--ssl-email", "ops@example.org", "--greeting", "hello there"];

/** Arguments of the container's creation as pairs: a flag and its value. The last of a flag with one value counts. */
function creation(world: World) {
  const { id } = world.containers()["unicity-sample"] ?? {};
  const list = world.read(`containers/${id}/arguments`).trimEnd().split("\n");
  // The label by which this library knows its own containers again.
  const values = (flag: string) =>
    list
      .flatMap((entry, index) => (entry === flag ? [list[index + 1]] : []))
      .filter((value) => !value?.startsWith("run-library."));
  return { list, values };
}

async function started(env: Record<string, string>, secret = false) {
  const world = await createWorld();
  world.write("networks/haproxy-net", "");
  world.write("volumes/unicity-sample-letsencrypt", "");
  world.next({ health: "healthy", days: "60" });
  world.write("generated", "words");
  const all = { ...env, ...(secret && { SAMPLE_SECRET: "generate" }) };
  return { world, outcome: await world.run(tls, { env: all }) };
}

test("a service script works with ssl-manager's own library: every hook is called, and the service starts", async () => {
  const { world, outcome } = await started(upstream);
  await using _ = world;
  expect(outcome.errors).toBe("");
  expect(outcome.code).toBe(0);
  expect(outcome.out).toContain("Greeting:     hello there");
  expect(outcome.out).toContain("unicity-sample greets");
  expect(outcome.out).toContain("Say hello.");
  const { values } = creation(world);
  expect(values("-e")).toEqual(
    expect.arrayContaining([
      "SSL_DOMAIN=sample.example.org",
      "SAMPLE_GREETING=hello there",
      "HAPROXY_HOST=haproxy",
    ]),
  );
  expect(values("--restart").at(-1)).toBe("unless-stopped");
  expect(values("--mount")).toContain("type=volume,source=unicity-sample-data,target=/var/lib/sample");
});

test("the container is hardened alike with either library", async () => {
  const own = await started({});
  const other = await started(upstream);
  await using _own = own.world;
  await using _other = other.world;
  for (const flag of [
    "--cap-add",
    "--cap-drop",
    "--tmpfs",
    "--security-opt",
    "--label",
    "--hostname",
    "--user",
  ])
    expect(creation(other.world).values(flag), flag).toEqual(creation(own.world).values(flag));
  for (const flag of ["--memory", "--pids-limit", "--cpus", "--stop-timeout", "--log-opt"])
    expect(creation(other.world).values(flag), flag).toEqual(creation(own.world).values(flag));
  expect(creation(other.world).list).toContain("--read-only");
});

test("each flag comes once with this library", async () => {
  const { world } = await started({});
  await using _ = world;
  const { values } = creation(world);
  for (const flag of ["--hostname", "--user", "--memory", "--restart", "--cap-drop", "--stop-timeout"])
    expect(values(flag), flag).toHaveLength(1);
});

test("secrets are files with either library", async () => {
  for (const env of [{}, upstream]) {
    const { world, outcome } = await started(env, true);
    await using _ = world;
    expect(outcome.code).toBe(0);
    expect(creation(world).list.join("\n")).toMatch(
      /type=bind,source=\S+sample-mnemonic,target=\/run\/secrets\/sample-mnemonic,readonly/,
    );
  }
});

test("ends with 1 where ssl-manager's library hides a failed check behind 0", async () => {
  const failing = { SAMPLE_HEALTH: "fail:no events" };
  const other = await started({ ...upstream, ...failing });
  const own = await started(failing);
  await using _own = own.world;
  await using _other = other.world;
  expect(other.outcome.code).toBe(0);
  expect(own.outcome.code).toBe(1);
});
