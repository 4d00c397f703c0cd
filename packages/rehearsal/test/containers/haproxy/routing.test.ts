import { expect } from "vitest";
import { callFromContainer, dockerClient, runCommand } from "../../../src/index.ts";
import { startBackend } from "../../support/backend.ts";
import { register, useEdge } from "../../support/edge.ts";
import { afterReload, bytesSeen, certificateSeen, httpSeen } from "../../support/edge-client.ts";
import { docker, uniqueName, withEngine } from "../../support/engine.ts";

const edge = useEdge();

withEngine("TLS reaches the container of its SNI, whose own certificate the client sees", async () => {
  const { haproxy, one, two } = edge;
  expect(await register(edge, "one.example.org", one)).toMatchObject({ status: 201 });
  expect(await register(edge, "two.example.org", two)).toMatchObject({ status: 201 });
  expect(one.fingerprint).not.toBe(two.fingerprint);
  await afterReload(() => certificateSeen(haproxy.address, "one.example.org")).toBe(one.fingerprint);
  await afterReload(() => certificateSeen(haproxy.address, "two.example.org")).toBe(two.fingerprint);
  await afterReload(() => certificateSeen(haproxy.address, "TWO.Example.org")).toBe(two.fingerprint);
});

withEngine("HTTP reaches the container of its Host header, in any case and with a port", async () => {
  const { haproxy, one } = edge;
  await register(edge, "host.example.org", one);
  for (const host of ["host.example.org", "HOST.example.org", "host.example.org:80"]) {
    expect(await httpSeen(haproxy.address, host)).toEqual({ status: 200, text: `${one.name} http` });
  }
});

withEngine("a name that nobody registered gets no byte by TLS, and 503 by HTTP", async () => {
  const { haproxy } = edge;
  expect(await certificateSeen(haproxy.address, "unknown.example.org")).toBe("closed");
  expect(await certificateSeen(haproxy.address, undefined)).toBe("closed");
  expect(await bytesSeen(haproxy.address, 443, "GET / HTTP/1.1\r\n\r\n")).toBe("");
  expect(await httpSeen(haproxy.address, "unknown.example.org")).toMatchObject({ status: 503 });
});

withEngine(
  "without an HTTPS port a domain has HTTP only, until it is registered again with one",
  async () => {
    const { haproxy, one } = edge;
    await register(edge, "phases.example.org", one, { https_port: null });
    await afterReload(() => httpSeen(haproxy.address, "phases.example.org")).toMatchObject({ status: 200 });
    await afterReload(() => certificateSeen(haproxy.address, "phases.example.org")).toBe("closed");
    expect(await register(edge, "phases.example.org", one)).toMatchObject({ status: 200 });
    await afterReload(() => certificateSeen(haproxy.address, "phases.example.org")).toBe(one.fingerprint);
  },
);

withEngine("a domain is unregistered by its own container alone, and its routes end", async () => {
  const { haproxy, one, two } = edge;
  await register(edge, "gone.example.org", one);
  const client = dockerClient(runCommand);
  const call = { method: "DELETE", url: `${haproxy.apiUrl}/v1/backends/gone.example.org` };
  expect(await callFromContainer(client, two.name, call)).toMatchObject({
    status: 403,
    body: { code: "OWNERSHIP_MISMATCH" },
  });
  await afterReload(() => certificateSeen(haproxy.address, "gone.example.org")).toBe(one.fingerprint);
  expect(await callFromContainer(client, one.name, call)).toEqual({ status: 204, body: undefined });
  await afterReload(() => certificateSeen(haproxy.address, "gone.example.org")).toBe("closed");
  await afterReload(() => httpSeen(haproxy.address, "gone.example.org")).toMatchObject({ status: 503 });
});

withEngine("an extra port passes a stream to its only domain; shared by two it asks for SNI", async () => {
  const { haproxy, one, two } = edge;
  const extra_ports = [{ listen: 9001, target: 9001, mode: "tcp" }];
  await register(edge, "stream.example.org", one, { extra_ports });
  expect(await bytesSeen(haproxy.address, 9001)).toBe(`${one.name} stream`);
  const toTls = [{ listen: 9001, target: 443, mode: "tcp" }];
  await register(edge, "shared.example.org", two, { extra_ports: toTls });
  await afterReload(() => certificateSeen(haproxy.address, "shared.example.org", 9001)).toBe(two.fingerprint);
});

withEngine("a container that comes back under its name is reached at its new address", async () => {
  const { haproxy, image } = edge;
  const name = uniqueName("returning");
  await using _first = await startBackend(image, haproxy.network, name);
  await register(edge, "returning.example.org", { ..._first, name });
  await docker("rm", "--force", name);
  // Takes the address that has become free.
  await using _other = await startBackend(image, haproxy.network);
  await using second = await startBackend(image, haproxy.network, name);
  await afterReload(() => certificateSeen(haproxy.address, "returning.example.org")).toBe(second.fingerprint);
});

withEngine("a drained domain gets nothing until it is registered again", async () => {
  const { haproxy, one } = edge;
  const client = dockerClient(runCommand);
  await register(edge, "drained.example.org", one);
  const url = `${haproxy.apiUrl}/v1/backends/drained.example.org/drain`;
  expect(await callFromContainer(client, one.name, { method: "POST", url })).toMatchObject({
    status: 200,
    body: { domain: "drained.example.org", servers_drained: 2 },
  });
  await afterReload(() => httpSeen(haproxy.address, "drained.example.org")).toMatchObject({ status: 503 });
  expect(await register(edge, "drained.example.org", one)).toMatchObject({ status: 200 });
  await expect.poll(() => httpSeen(haproxy.address, "drained.example.org")).toMatchObject({ status: 200 });
});

withEngine("HAProxy 3.0 has no warning about the configuration of all these routes", async () => {
  await docker("exec", edge.haproxy.container, "haproxy", "-c", "-dW", "-f", "/etc/haproxy/conf.d");
  const health = await edge.haproxy.api("GET", "/v1/health");
  expect(health).toMatchObject({ status: 200, body: { status: "healthy", haproxy_pid: 1 } });
});
