import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectedComposeConfig, renderCompose } from "../../src/index.ts";
import traps from "../fixtures/hostile-texts.json" with { type: "json" };
import { composeConfig, skipped } from "../support/compose.ts";
import { hostileText } from "../support/hostile.ts";
import { serviceInput, stackOf } from "../support/minimal.ts";
import { definitions, planOf } from "../support/plan.ts";

describe.skipIf(skipped)("docker compose config", () => {
  for (const stack of definitions.stacks.one ?? [])
    test(`answers the plan of the example's stack ${stack.name}`, () => {
      const plan = planOf(stack);
      const environment = { PAYMENT_URL: "http://pay.example/$x", SHOP_PORT: "18080" };
      const { config, directory } = composeConfig(renderCompose(plan), environment);
      expect(config).toEqual(expectedComposeConfig(plan, { environment, directory }));
    });

  test("answers a service that uses every field", () => {
    const plan = planOf(everyField());
    const { config, directory } = composeConfig(renderCompose(plan));
    expect(config).toEqual(expectedComposeConfig(plan, { directory }));
  });

  test("gives back each text that somebody would read as something else", () => {
    const environment = Object.fromEntries(traps.map((text, index) => [`V${index}`, text]));
    const runtime = { kind: "container", image: "shop", command: traps, environment } as const;
    const names = ["007", "1e5", "0o7", "0x1f", "0b1", "12_30", "null", "y", "on", "true"];
    const plan = planOf(stackOf(names.map((name) => ({ name, runtime }))));
    const { config, directory } = composeConfig(renderCompose(plan));
    expect(config).toEqual(expectedComposeConfig(plan, { directory }));
  });

  test("gives back every hostile text in every position of a value", () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 100, maxLength: 100 }), (texts) => {
        const environment = Object.fromEntries(texts.map((text, index) => [`V${index}`, text]));
        const plan = planOf(
          stackOf([
            {
              runtime: { kind: "container", image: "shop", command: texts, entrypoint: texts, environment },
              health: { command: texts },
            },
          ]),
        );
        const { config, directory } = composeConfig(renderCompose(plan));
        expect(config).toEqual(expectedComposeConfig(plan, { directory }));
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  test("gives back a value of one megabyte", () => {
    const big = `start\n${"0123456789abcde\n".repeat(65_536)}end`;
    const plan = planOf(stackOf([{ runtime: { kind: "container", image: "shop", command: [big] } }]));
    const { config, directory } = composeConfig(renderCompose(plan));
    expect(config).toEqual(expectedComposeConfig(plan, { directory }));
  });
});

function everyField() {
  return stackOf(
    [
      { name: "other", health: { shell: "test -e /ready", timeout: 1_500, interval: 90_000 } },
      {
        name: "none",
        networks: [],
        health: { disabled: "its image has a health command that never passes" },
        restart: "on-failure",
        waivers: [{ rule: "filesystem.read-only", reason: "inline files need a writable root" }],
        files: [{ path: "/etc/app/$weird name.conf", content: "line\n$VALUE\n", mode: 0o555 }],
        runtime: { kind: "container", image: "shop", readOnly: false },
      },
      {
        ...serviceInput(),
        networks: ["default", "inner", "meeting"],
        dependsOn: { other: { condition: "healthy", restart: true }, none: "started" },
        mounts: [
          { volume: "data", target: "/var/$data", noCopy: true },
          { volume: "fixed", target: "/fixed", readOnly: true },
          { volume: "foreign", target: "/foreign" },
        ],
        secrets: [{ secret: "key", target: "key.pem" }],
        endpoints: {
          http: { port: 80, protocol: "http", scope: "public", published: 8080 },
          dns: {
            port: 53,
            protocol: "udp",
            scope: "loopback",
            published: { variable: "DNS_PORT", default: 0 },
          },
        },
        limits: { memory: 7 * 1024 * 1024 + 1, cpus: 0.25, pids: 9 },
        logging: { maxSize: "1m", maxFiles: 1 },
        stopGracePeriod: 3_660_500,
        runtime: {
          kind: "container",
          image: "postgres",
          user: "0:0",
          workingDir: "/srv/$x",
          hostname: "db",
          init: true,
          shmSize: "128m",
          tmpfs: [{ path: "/t", size: "1m", mode: "0700", uid: 5, gid: 6, exec: true }],
          capAdd: [{ capability: "CHOWN", reason: "gives the volume to its user" }],
          extraHosts: { "host.docker.internal": "host-gateway" },
          labels: { "a.b/c": { join: ["$", { endpoint: "web/http", as: "address" }] } },
          environment: { URL: { endpoint: "web/http", path: "/x" }, EMPTY: { variable: "NOT_SET" } },
        },
        waivers: [{ rule: "user.non-root", reason: "drops its privileges itself" }],
      },
    ],
    {
      networks: {
        inner: { internal: true },
        meeting: { external: true, name: { variable: "MEETING", default: "meeting" } },
      },
      volumes: {
        data: { class: "state" },
        fixed: { class: "public", name: "fixed-name" },
        foreign: { class: "cache", external: true },
      },
      secrets: {
        key: {
          purpose: "proves who it is",
          format: "PEM",
          consumers: ["web"],
          rotation: "replace the file and restart",
          file: "./secrets/$key.pem",
        },
      },
    },
  );
}
