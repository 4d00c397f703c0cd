import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import type { Engine } from "../../src/backend/docker/engine/engine.ts";
import { lookAtContainers } from "../../src/doctor/sight/containers.ts";
import { lookAtEngine } from "../../src/doctor/sight/engine.ts";
import { parseInside } from "../../src/doctor/sight/inside.ts";
import { systemResolver } from "../../src/doctor/sight/names.ts";
import { askReport } from "../../src/doctor/sight/service-report.ts";
import { askWeb } from "../../src/doctor/sight/web.ts";
import { withinTime } from "../../src/doctor/sight/within-time.ts";

/** An engine that answers by the first words of a command; it keeps what it was asked with. */
function engineThat(answers: Record<string, string | { exitCode: number; stderr: string }>) {
  const timeouts: (number | undefined)[] = [];
  const result: Engine["result"] = async (args, options) => {
    timeouts.push(options?.timeout);
    const key = Object.keys(answers).find((words) => args.join(" ").startsWith(words));
    const answer = key === undefined ? { exitCode: 1, stderr: "unknown" } : (answers[key] ?? "");
    return typeof answer === "string"
      ? { exitCode: 0, stdout: answer, stderr: "" }
      : { stdout: "", ...answer };
  };
  const engine: Engine = {
    result,
    text: async (args, options) => (await result(args, options)).stdout.trim(),
  };
  return { engine, timeouts };
}

const raw = {
  Id: "abc123",
  Name: "/unicity-relay",
  Image: "sha256:1",
  RestartCount: 2,
  State: {
    Status: "running",
    ExitCode: 0,
    OOMKilled: false,
    Health: { Status: "healthy", Log: [{ Output: "a\nfine\n" }] },
  },
  Config: {
    Image: "relay:dev",
    Hostname: "unicity-relay",
    Env: [
      "SSL_DOMAIN=relay.example.org",
      "HAPROXY_API_KEY=canary-4711",
      "HAPROXY_API_KEY_FILE=/run/secrets/k",
      "AGGREGATOR_URL=http://u:canary-4712@aggregator:3000/x",
      "EMPTY_TOKEN=",
    ],
    Labels: { "compose-gen.service": "relay" },
    Healthcheck: { Test: ["CMD", "service-healthcheck"] },
  },
  HostConfig: { Memory: 1024, PortBindings: {}, RestartPolicy: { Name: "unless-stopped" } },
  NetworkSettings: {
    Ports: { "80/tcp": [{ HostPort: "8080" }, { HostPort: "8080" }] },
    Networks: { n: { Aliases: ["relay"] } },
  },
  Mounts: [{ Source: "/s/key", Destination: "/run/secrets/haproxy-api-key" }, { Destination: "/data" }],
};

test("of a container's environment only names of secrets and hosts of URLs are kept", async () => {
  const { engine } = engineThat({ ps: "abc123", "container inspect": JSON.stringify([raw]) });
  const found = await lookAtContainers(engine);
  expect(JSON.stringify(found)).not.toContain("canary");
  expect(found).toMatchObject([
    {
      ...{ name: "unicity-relay", service: "relay", lastProbe: "fine", job: false, hasRuntime: true },
      settings: { SSL_DOMAIN: "relay.example.org" },
      ...{ secretVariables: ["HAPROXY_API_KEY"], peers: ["aggregator"], secretFiles: ["/s/key"] },
      ...{ published: [8080], aliases: ["relay"] },
    },
  ]);
});

test("an engine that answers and is too old is reachable; one that does not is not", async () => {
  const info = JSON.stringify({
    ServerVersion: "19.3.0",
    Architecture: "x86_64",
    SystemTime: new Date().toISOString(),
  });
  const old = engineThat({ version: "19.3.0", "compose version": "2.26.1", info });
  expect(await lookAtEngine(old.engine)).toMatchObject({
    ...{ reachable: true, error: { code: "ENGINE_TOO_OLD" }, facts: { architecture: "amd64" } },
  });
  const refused = { exitCode: 1, stderr: "Cannot connect to the Docker daemon" };
  const none = engineThat({ version: refused, "compose version": "2.26.1", info: refused });
  expect(await lookAtEngine(none.engine)).toMatchObject({
    reachable: false,
    error: { code: "ENGINE_UNREACHABLE" },
  });
});

test("no command lasts longer than what is left", async () => {
  const { engine, timeouts } = engineThat({ info: "x" });
  const now = performance.now();
  await withinTime(engine, now + 1_000).result(["info"]);
  await withinTime(engine, now + 1_000).text(["info"], { timeout: 60_000 });
  await withinTime(engine, now + 1_000).result(["info"], { timeout: 10 });
  await withinTime(engine, now - 1_000).result(["info"]);
  const [first = 0, second = 0, third, fourth] = timeouts;
  for (const timeout of [first, second])
    expect([timeout > 0 && timeout <= 1_000, Number.isInteger(timeout)]).toEqual([true, true]);
  expect([third, fourth]).toEqual([10, 1]);
});

const INSIDE = [
  "== names",
  "haproxy\t172.18.0.2",
  "aggregator\t",
  "== authorities",
  "relay.example.org\thttps://acme-v02.api.letsencrypt.org/directory",
  "== certificates",
  "lineage relay.example.org",
  "-----BEGIN CERTIFICATE-----",
  "-----END CERTIFICATE-----",
  "lineage other.example.org",
  "-----BEGIN CERTIFICATE-----",
  "== api",
];

test("reads what a container says about names, certificates and registrations", () => {
  const body = JSON.stringify(
    { backends: [{ domain: "d.org", container: "c", http_port: 80 }], count: 1 },
    null,
    2,
  );
  const inside = parseInside([...INSIDE, body, "200"].join("\n"));
  expect(inside).toMatchObject({
    names: { haproxy: "172.18.0.2", aggregator: "" },
    api: { status: 200, entries: [{ domain: "d.org", container: "c" }] },
    authorities: { "relay.example.org": "https://acme-v02.api.letsencrypt.org/directory" },
  });
  expect(inside.certificates.map(({ lineage }) => lineage)).toEqual([
    "relay.example.org",
    "other.example.org",
  ]);
  expect(parseInside([...INSIDE, "", "000"].join("\n")).api).toEqual({ status: 0, entries: [] });
  expect(parseInside([...INSIDE, "<html>", "200"].join("\n")).api).toEqual({ status: 200, entries: [] });
  expect(parseInside([...INSIDE, ""].join("\n")).api).toBeUndefined();
});

test.each(["", "not JSON", "{}"])("a container that answers %j has said nothing", async (stdout) => {
  expect(await askReport(engineThat({ exec: stdout }).engine, "c")).toBeUndefined();
});

test("a web server is reached whatever its status, and one that is not there says why", async () => {
  const server = createServer((_, answer) => void answer.writeHead(401).end("login")).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/`;
  const { signal } = new AbortController();
  expect(await askWeb(url, signal, 10_000)).toMatchObject({
    reached: true,
    status: 401,
    text: "login",
    date: expect.any(Number),
  });
  await new Promise((resolve) => server.close(resolve));
  expect(await askWeb(url, signal, 10_000)).toEqual({ reached: false, why: "ECONNREFUSED" });
});

const dnsError = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

test.each([
  ["ENOTFOUND", []],
  ["ENODATA", []],
  ["ESERVFAIL", undefined],
  ["ETIMEOUT", undefined],
])("a name server that says %s", async (code, expected) => {
  const ask = () => dnsError(code);
  const names = systemResolver({ resolve4: ask, resolve6: ask, resolveCaa: ask } as never);
  expect(await names.a("relay.example.org")).toEqual(expected);
  expect(await names.caa("relay.example.org")).toEqual(expected === undefined ? undefined : null);
});

test("the closest CAA records count, and those for wildcards alone restrict nothing", async () => {
  const records: Record<string, object[]> = {
    "example.org": [{ critical: 0, issue: "letsencrypt.org" }],
    "wild.example.org": [{ critical: 0, issuewild: ";" }],
  };
  const resolveCaa = (name: string) => (records[name] ? Promise.resolve(records[name]) : dnsError("ENODATA"));
  const names = systemResolver({ resolveCaa } as never);
  expect(await names.caa("relay.example.org")).toEqual({ at: "example.org", issue: ["letsencrypt.org"] });
  expect(await names.caa("a.wild.example.org")).toBeNull();
});
