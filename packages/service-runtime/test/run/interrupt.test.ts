import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { createWorld, type World } from "./support/world.ts";

const arrange = (world: World) => {
  const id = world.container("unicity-sample", {
    image: "registry.example/sample:1.2.2",
    volumes: "unicity-sample-letsencrypt\nunicity-sample-data",
    health: "healthy",
  });
  world.next({ health: "healthy" });
  return id;
};

/** The calls of an undisturbed replacement. */
async function callsOfReplacement(): Promise<string[]> {
  await using world = await createWorld();
  arrange(world);
  expect((await world.run(["--no-ssl"])).code).toBe(0);
  return world.calls();
}

const calls = await callsOfReplacement();
// Until the new container counts as proven: after it there is nothing to go back to.
const points = calls
  .slice(
    0,
    calls.findIndex((call) => /^rename .*-retired$/.test(call)),
  )
  .flatMap((call, index) =>
    (["before", "after"] as const).map((when) => ({ number: index + 1, when, call })),
  );

test("a replacement has the changes that are interrupted here", () => {
  expect(points.map(({ call }) => call.split(" ")[0])).toEqual(
    expect.arrayContaining(["network", "volume", "create", "stop", "rename", "start", "exec"]),
  );
});

test.concurrent.for(points)(
  "TERM $when call $number ($call) leaves the old container running",
  async (point, { expect }) => {
    await using world = await createWorld();
    const old = arrange(world);
    world.write(`signal/${point.number}-${point.when}`, "TERM");
    const { code } = await world.run(["--no-ssl"]);
    expect(code).toBe(143);
    expect(world.containers()).toEqual({ "unicity-sample": { id: old, state: "running" } });
    expect(existsSync(`${world.engine}/shared-volume`)).toBe(false);
  },
);

test("INT while the new container starts brings the old one back and ends with 130", async () => {
  await using world = await createWorld();
  const old = arrange(world);
  const start = calls.findIndex((call) => call.startsWith("start "));
  world.write(`signal/${start + 1}-after`, "INT");
  const { code, errors } = await world.run(["--no-ssl"]);
  expect({ code, errors }).toMatchObject({ code: 130, errors: expect.stringContaining("Interrupted") });
  expect(world.containers()).toEqual({ "unicity-sample": { id: old, state: "running" } });
});

test("a change that is under way when the signal comes is waited for, and then undone", async () => {
  await using world = await createWorld();
  const old = arrange(world);
  const docker = `${import.meta.dirname}/fixtures/docker`;
  // An engine that takes its time: the stop of the old container has its effect long after the signal.
  const slow = `kill -TERM "$(<"$FAKE_ENGINE/script")"; sleep 1; ${docker} "$@"; : >"$FAKE_ENGINE/late"; exit`;
  world.program("docker", `[[ "$*" != "stop -t 45 ${old}" ]] || { ${slow}; }\nexec ${docker} "$@"`);
  expect((await world.run(["--no-ssl"])).code).toBe(143);
  await expect.poll(() => existsSync(`${world.engine}/late`)).toBe(true);
  expect(world.containers()).toEqual({ "unicity-sample": { id: old, state: "running" } });
});

test("an interrupted first start leaves no container", async () => {
  await using world = await createWorld();
  world.next({ health: "starting" });
  const first = world.run(["--no-ssl"], { env: { HEALTH_TIMEOUT: "20" } });
  await expect.poll(() => world.containers()["unicity-sample"]?.state).toBe("running");
  process.kill(Number(world.read("script")), "SIGTERM");
  expect((await first).code).toBe(143);
  expect(world.containers()).toEqual({});
});

test("a second start and a stop are refused during a start, name its process and change nothing", async () => {
  await using world = await createWorld();
  arrange(world);
  world.next({ health: "starting" });
  const first = world.run(["--no-ssl"], { env: { HEALTH_TIMEOUT: "20" } });
  const names = () => Object.keys(world.containers()).sort();
  await expect.poll(names).toEqual(["unicity-sample", "unicity-sample-previous"]);
  await expect.poll(() => world.containers()["unicity-sample"]?.state).toBe("running");
  const holder = world.read("script");
  const second = await world.run(["--no-ssl"]);
  for (const { code, errors } of [second, await world.run(["--stop"])]) {
    expect(errors).toContain("START_IN_PROGRESS");
    expect(errors).toContain(`process ${holder}`);
    expect(code).toBe(3);
  }
  expect(world.containers()["unicity-sample"]?.state).toBe("running");
  world.write(`containers/${world.containers()["unicity-sample"]?.id}/health`, "healthy");
  expect((await first).code).toBe(0);
  expect(names()).toEqual(["unicity-sample"]);
});

test("a second signal ends the wait for an engine that does not answer, and says what nobody knows", async () => {
  await using world = await createWorld();
  arrange(world);
  const docker = `${import.meta.dirname}/fixtures/docker`;
  world.program(
    "docker",
    `[[ $1 != stop ]] || { : >"$FAKE_ENGINE/stopping"; exec sleep 30; }\nexec ${docker} "$@"`,
  );
  let ended = false;
  const run = world.run(["--no-ssl"]).finally(() => {
    ended = true;
  });
  await expect.poll(() => existsSync(`${world.engine}/stopping`)).toBe(true);
  const signal = () => ended || !process.kill(Number(world.read("script")), "SIGTERM");
  // Sooner than the engine would answer.
  await expect.poll(signal, { timeout: 25_000, interval: 100 }).toBe(true);
  const { code, errors } = await run;
  expect(errors).toContain("CHANGE_UNKNOWN");
  expect(errors).toContain("docker stop old-unicity-sample");
  expect(code).toBe(143);
});

test("an engine that does not end a change in time is not waited for", async () => {
  await using world = await createWorld();
  const old = arrange(world);
  const docker = `${import.meta.dirname}/fixtures/docker`;
  world.program("docker", `[[ $1 != stop ]] || exec sleep 30\nexec ${docker} "$@"`);
  const { code, errors } = await world.run(["--no-ssl"], { env: { ENGINE_TIMEOUT: "1", STOP_TIMEOUT: "0" } });
  expect(errors).toContain("no answer within 1 s; whether it has happened is unknown");
  expect(code).toBe(1);
  expect(world.containers()["unicity-sample"]).toEqual({ id: old, state: "running" });
});

test("every call of a start has a time limit", async () => {
  await using world = await createWorld();
  arrange(world);
  world.container("relay-one", { service: "relay", networks: "unicity", state: "running" });
  world.program("timeout", 'TIMED=1 exec /usr/bin/timeout "$@"');
  const docker = `${import.meta.dirname}/fixtures/docker`;
  world.program(
    "docker",
    `[[ -n \${TIMED:-} ]] || printf '%s\\n' "$*" >>"$FAKE_ENGINE/untimed"\nexec ${docker} "$@"`,
  );
  expect((await world.run(["--no-ssl", "--relay-near"])).code).toBe(0);
  expect(existsSync(`${world.engine}/untimed`) ? world.read("untimed") : "").toBe("");
});
