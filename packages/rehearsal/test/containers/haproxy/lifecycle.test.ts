import { expect } from "vitest";
import { startHaproxy } from "../../../src/index.ts";
import { register, useEdge } from "../../support/edge.ts";
import { afterReload, certificateSeen, httpSeen } from "../../support/edge-client.ts";
import { docker, withEngine } from "../../support/engine.ts";

const edge = useEdge({ faults: true });

withEngine("a restart of the API keeps the routes, which work while it is down", async () => {
  const { haproxy, one } = edge;
  await register(edge, "kept.example.org", one);
  const before = await haproxy.api("GET", "/v1/backends/kept.example.org");
  await haproxy.stopApi();
  try {
    await expect(haproxy.api("GET", "/v1/backends")).rejects.toMatchObject({ code: "API_UNREACHABLE" });
    await afterReload(() => certificateSeen(haproxy.address, "kept.example.org")).toBe(one.fingerprint);
  } finally {
    await haproxy.startApi();
  }
  expect(await haproxy.api("GET", "/v1/backends/kept.example.org")).toEqual(before);
  expect(await register(edge, "kept.example.org", one)).toMatchObject({
    body: { message: expect.stringContaining("identical") },
  });
});

withEngine("an API that is killed comes back by itself", async () => {
  const { haproxy } = edge;
  const pid = () => docker("exec", haproxy.container, "cat", "/run/registration-api.pid");
  const killed = await pid();
  await docker("exec", haproxy.container, "kill", "-9", killed);
  await expect.poll(pid).not.toBe(killed);
  await expect
    .poll(() => haproxy.api("GET", "/v1/health").catch(() => undefined))
    .toMatchObject({ status: 200 });
});

withEngine("a recreated container has the routes of its volume; without the volume it has none", async () => {
  const { haproxy, one } = edge;
  await register(edge, "volume.example.org", one);
  await haproxy.recreate();
  await afterReload(() => certificateSeen(haproxy.address, "volume.example.org")).toBe(one.fingerprint);
  await haproxy.recreate({ loseVolume: true });
  await afterReload(() => certificateSeen(haproxy.address, "volume.example.org")).toBe("closed");
  expect(await haproxy.api("GET", "/v1/backends")).toEqual({ status: 200, body: { backends: [], count: 0 } });
});

withEngine(
  "a failed reload keeps the registration without its route, and the retry is called identical",
  async () => {
    const { haproxy, one } = edge;
    await haproxy.setFaults([{ kind: "reload-failed", times: 1 }]);
    expect(await register(edge, "late.example.org", one)).toMatchObject({
      status: 500,
      body: { code: "RELOAD_FAILED" },
    });
    expect(await register(edge, "late.example.org", one)).toMatchObject({ status: 200 });
    await afterReload(() => httpSeen(haproxy.address, "late.example.org")).toMatchObject({ status: 503 });
    expect(await haproxy.api("POST", "/v1/reload")).toMatchObject({ status: 200 });
    await afterReload(() => httpSeen(haproxy.address, "late.example.org")).toMatchObject({ status: 200 });
  },
);

withEngine(
  "one registration that cannot be rendered makes every later reload fail; routes stay as they were",
  async () => {
    const { haproxy, one } = edge;
    await register(edge, "good.example.org", one);
    const extra_ports = ["tcp", "http"].map((mode) => ({ listen: 9002, target: 9001, mode }));
    expect(await register(edge, "poison.example.org", one, { extra_ports })).toMatchObject({ status: 500 });
    expect(await register(edge, "later.example.org", one)).toMatchObject({ status: 500 });
    await afterReload(() => certificateSeen(haproxy.address, "good.example.org")).toBe(one.fingerprint);
    // A restart of the container starts HAProxy on the last good configuration.
    await haproxy.recreate();
    await afterReload(() => certificateSeen(haproxy.address, "good.example.org")).toBe(one.fingerprint);
    await haproxy.recreate({ loseVolume: true });
  },
);

withEngine("a restart of the container, by whomever, brings the routes back", async () => {
  const { haproxy, one } = edge;
  await register(edge, "restarted.example.org", one);
  await docker("restart", "--time", "1", haproxy.container);
  await haproxy.waitUntilReady();
  await afterReload(() => certificateSeen(haproxy.address, "restarted.example.org")).toBe(one.fingerprint);
});

withEngine("two of them live side by side, and stop leaves nothing", async () => {
  const other = await startHaproxy({ image: edge.image, apiKey: "secret" });
  try {
    expect(other.network).not.toBe(edge.haproxy.network);
    expect(await other.api("GET", "/v1/backends")).toMatchObject({ status: 200 });
  } finally {
    await other.stop();
  }
  const left = await Promise.all([
    docker("ps", "--all", "--quiet", "--filter", `name=${other.container}`),
    docker("volume", "ls", "--quiet", "--filter", `name=${other.volume}`),
    docker("network", "ls", "--quiet", "--filter", `name=${other.network}`),
  ]);
  expect(left).toEqual(["", "", ""]);
});
