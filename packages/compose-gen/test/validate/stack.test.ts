import { describe, expect, test } from "vitest";
import { defineJob, defineStack, type ServiceInput, type StackInput } from "../../src/index.ts";
import { serviceInput, stackOf } from "../support/minimal.ts";
import { mistakes } from "../support/mistakes.ts";

const refused = (services: Partial<ServiceInput>[], extra: Partial<StackInput> = {}) =>
  mistakes(() => stackOf(services, extra));
const health = { command: ["true"] };
const secret = { purpose: "a", format: "b", rotation: "c", file: "d" };

describe("a name that nothing defines is named with the nearest one", () => {
  test.each<[string, Partial<ServiceInput>, Partial<StackInput>, string]>([
    [
      "volume",
      { mounts: [{ volume: "dta", target: "/a" }] },
      { volumes: { data: { class: "state" } } },
      'services.web.mounts: volume "dta" is not defined. Did you mean "data"?',
    ],
    [
      "secret",
      { secrets: [{ secret: "key" }] },
      {},
      'services.web.secrets: secret "key" is not defined. None is defined.',
    ],
    [
      "network",
      { networks: ["defualt"] },
      {},
      'services.web.networks: network "defualt" is not defined. Did you mean "default"?',
    ],
    [
      "service",
      { dependsOn: { databse: "started" } },
      {},
      'services.web.dependsOn: service "databse" is not defined. Known: web.',
    ],
    [
      "state set",
      {},
      { volumes: { data: { class: "state", stateSet: "chain" } } },
      'volumes.data.stateSet: state set "chain" is not defined. None is defined.',
    ],
    [
      "endpoint",
      {
        runtime: { kind: "container", image: "shop", command: [{ endpoint: "web/htp" }] },
        endpoints: { http: { port: 80, protocol: "http" } },
      },
      {},
      'services.web.runtime.command[0]: endpoint of web "htp" is not defined. Did you mean "http"?',
    ],
    [
      "consumed endpoint",
      { runtime: { kind: "container", image: "shop", environment: { A: { consumes: "relay" } } } },
      {},
      'services.web.runtime.environment.A: consumed endpoint "relay" is not defined. None is defined.',
    ],
    [
      "provided endpoint",
      {},
      { provides: { shop: { service: "web", endpoint: "http" } } },
      'provides.shop: endpoint of web "http" is not defined. None is defined.',
    ],
  ])("%s", (_what, service, extra, expected) => {
    expect(refused([service], extra)).toEqual([expected]);
  });
}); // prettier-ignore

describe("waiting for another service", () => {
  test("a cycle is shown as the way around it, once", () => {
    const lines = refused([
      { name: "start", dependsOn: { one: "started" } },
      { name: "one", dependsOn: { two: "started" } },
      { name: "two", dependsOn: { three: "started" } },
      { name: "three", dependsOn: { one: "started" } },
    ]);
    expect(lines).toEqual(["services.one.dependsOn: is a cycle: one → two → three → one"]);
  });

  test("two ways to the same service are no cycle", () => {
    const services = [
      { name: "top", dependsOn: { left: "started", right: "started" } },
      { name: "left", dependsOn: { base: "started" } },
      { name: "right", dependsOn: { base: "started" } },
      { name: "base" },
    ] as const;
    expect(() => stackOf([...services])).not.toThrow();
  });

  test("a chain of five thousand services is checked without running out of stack", () => {
    const services = Array.from({ length: 5_000 }, (_, index) => ({
      ...serviceInput({ name: `s${index}` }),
      dependsOn: { [`s${(index + 1) % 5_000}`]: "started" as const },
    }));
    expect(refused(services)).toHaveLength(1);
  });

  test("for the health of a service that has none is refused", () => {
    expect(refused([{ dependsOn: { db: "healthy" } }, { name: "db" }])).toEqual([
      'services.web.dependsOn.db: waits for the health of "db", which has no health command: add one, or use "started"',
    ]);
    expect(
      refused([{ dependsOn: { db: "healthy" } }, { name: "db", health: { disabled: "none" } }]),
    ).toHaveLength(1);
    expect(() => stackOf([{ dependsOn: { db: "healthy" } }, { name: "db", health }])).not.toThrow();
  });

  test("for the end of a service that never ends is refused", () => {
    expect(refused([{ dependsOn: { db: "completed" } }, { name: "db", health }])).toEqual([
      'services.web.dependsOn.db: waits for the end of "db", which is no job: use "healthy" or "started"',
    ]);
  });
});

describe("a job", () => {
  const withJob = (terminal?: string, dependsOn = {}) =>
    defineStack({
      name: "jobs",
      description: "With a job",
      services: [
        defineJob({ ...serviceInput({ name: "prepare" }), ...(terminal ? { terminal } : {}) }),
        { ...stackOf([{ dependsOn: {} }]).services[0], dependsOn } as never,
      ],
    });

  test("that nobody waits for is refused, unless it says why", () => {
    const expected = [
      'services.prepare: is a job that nobody waits for: depend on it with "completed", or give `terminal` a reason',
    ];
    expect(mistakes(() => withJob())).toEqual(expected);
    expect(mistakes(() => withJob(undefined, { prepare: "started" }))).toEqual(expected);
    expect(() => withJob(undefined, { prepare: "completed" })).not.toThrow();
    expect(() => withJob("exports a file for people")).not.toThrow();
  });
});

describe("host ports", () => {
  const at = (published: number | { variable: string; default: number }, protocol = "http") => ({
    endpoints: { http: { port: 80, protocol, scope: "loopback" as const, published } },
  });

  test("one port for two endpoints is refused, also behind a variable's default", () => {
    expect(refused([at(8080), { name: "other", ...at({ variable: "PORT", default: 8080 }) }])).toEqual([
      "services.other.endpoints.http.published: host port 8080/tcp is already published by web/http: choose another port",
    ]);
  });

  test("TCP and UDP, different hosts and ephemeral ports do not collide", () => {
    expect(() => stackOf([at(53), { name: "dns", ...at(53, "udp") }])).not.toThrow();
    expect(() => stackOf([at(53), { name: "far", host: "second", ...at(53) }])).not.toThrow();
    const ephemeral = { variable: "ANY", default: 0 };
    expect(() => stackOf([at(ephemeral), { name: "other", ...at(ephemeral) }])).not.toThrow();
  });
});

describe("a secret is read by exactly its consumers", () => {
  test("a reader that is no consumer is refused", () => {
    expect(
      refused([{ secrets: [{ secret: "key" }] }, { name: "vault", secrets: [{ secret: "key" }] }], {
        secrets: { key: { ...secret, consumers: ["vault"] } },
      }),
    ).toEqual([
      'services.web.secrets: reads the secret "key", whose consumers are vault: add it there, or do not give it the secret',
    ]);
  });

  test("a consumer that does not read it is refused", () => {
    expect(refused([{}], { secrets: { key: { ...secret, consumers: ["web"] } } })).toEqual([
      'secrets.key.consumers: names "web", which does not use it: remove it there',
    ]);
  });
});

describe("a variable means the same everywhere", () => {
  const uses = (...references: { variable: string; default?: string; required?: string }[]) => ({
    runtime: { kind: "container" as const, image: "shop", command: references },
  });

  test("two defaults are refused", () => {
    expect(refused([uses({ variable: "A", default: "1" }, { variable: "A", default: "2" })])).toEqual([
      'services.web.runtime.command[1]: uses A (default "2") otherwise than services.web.runtime.command[0] (default "1")',
    ]);
  });

  test("a bare use takes the meaning of the parameter", () => {
    const parameters = { A: { description: "a", default: "1" } };
    expect(() => stackOf([uses({ variable: "A" })], { parameters })).not.toThrow();
    expect(refused([uses({ variable: "A", default: "2" })], { parameters })).toHaveLength(1);
  });

  test("a parameter may describe a variable of raw Compose keys", () => {
    const parameters = { UI_PORT: { description: "Port of the page", default: "1105" } };
    const published = "$" + "{UI_PORT:-1105}";
    expect(() =>
      stackOf([{ compose: { ports: [`127.0.0.1:${published}:80`] } }], { parameters }),
    ).not.toThrow();
    expect(() => stackOf([{}], { parameters, compose: { "x-port": published } })).not.toThrow();
  });

  test("a parameter that nothing uses is refused", () => {
    expect(
      refused([uses({ variable: "LOG_LEVEL" })], { parameters: { LOGLEVEL: { description: "a" } } }),
    ).toEqual(['parameters.LOGLEVEL: is used nowhere. Did you mean "LOG_LEVEL"?']);
  });
});
