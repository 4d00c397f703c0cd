import { expect, test } from "vitest";
import type { ComposeService, ServiceInput, StackInput } from "../../src/index.ts";
import { shopStack } from "../fixtures/shop.ts";
import { stackOf } from "../support/minimal.ts";
import { planOf } from "../support/plan.ts";

/** The service `web` of a stack of one service. */
function planned(service: Partial<ServiceInput>, extra: Partial<StackInput> = {}): ComposeService {
  const { web } = planOf(stackOf([service], extra)).compose.services;
  if (!web) throw new Error("web is planned");
  return web;
}

test("a service that says nothing is hardened and limited", () => {
  expect(planned({})).toEqual({
    cap_drop: ["ALL"],
    image: "registry.example/acme/shop:1.0.0",
    logging: { driver: "json-file", options: { "max-file": "3", "max-size": "10m" } },
    mem_limit: "512m",
    networks: ["default"],
    pids_limit: 256,
    read_only: true,
    restart: "unless-stopped",
    security_opt: ["no-new-privileges:true"],
    stop_grace_period: "10s",
    user: "1001:1001",
  });
});

test("a job never restarts", () => {
  expect(planOf(shopStack()).compose.services.migrate?.restart).toBe("no");
});

test("loopback ports are published on 127.0.0.1 only, public ones everywhere, bridge ones nowhere", () => {
  const { ports } = planned({
    endpoints: {
      public: { port: 443, protocol: "https", scope: "public", published: 443 },
      local: {
        port: 80,
        protocol: "http",
        scope: "loopback",
        published: { variable: "PORT", default: 8080 },
      },
      inner: { port: 90, protocol: "http" },
    },
  });
  expect(ports?.map(({ host_ip, published, target }) => [host_ip, published, target])).toEqual([
    ["127.0.0.1", `\${PORT:-8080}`, 80],
    ["0.0.0.0", "443", 443],
  ]);
});

test("no networks means no network at all", () => {
  const service = planned({ networks: [] });
  expect(service.network_mode).toBe("none");
  expect(service.networks).toBeUndefined();
});

test("an image of a single platform is run as that platform", () => {
  expect(planned({ runtime: { kind: "container", image: "postgres" } }).platform).toBe("linux/amd64");
  expect(planned({}).platform).toBeUndefined();
});

test("a locked image carries its digest", () => {
  expect(planned({ runtime: { kind: "container", image: "postgres" } }).image).toBe(
    `docker.io/library/postgres:17.2.0@sha256:${"ab".repeat(32)}`,
  );
});

test("literal dollars are doubled everywhere that Compose looks for variables", () => {
  const service = planned(
    {
      runtime: {
        kind: "container",
        image: "shop",
        command: ["$A"],
        entrypoint: ["$B"],
        environment: { C: "$C" },
        labels: { d: "$D" },
        workingDir: "/$E",
        tmpfs: [{ path: "/$F", size: "1m" }],
      },
      mounts: [{ volume: "data", target: "/$G" }],
      health: { shell: "test $H" },
    },
    { volumes: { data: { class: "state" } } },
  );
  expect(service).toMatchObject({
    command: ["$$A"],
    entrypoint: ["$$B"],
    environment: { C: "$$C" },
    labels: { d: "$$D" },
    working_dir: "/$$E",
    tmpfs: ["/$$F:size=1m,mode=1777,uid=1001,gid=1001,noexec,nosuid,nodev"],
    volumes: [{ target: "/$$G" }],
    healthcheck: { test: ["CMD-SHELL", "test $$H"] },
  });
});

test("volumes carry class, engine and state set as labels", () => {
  expect(planOf(shopStack()).compose.volumes).toEqual({
    orders: {
      labels: {
        "compose-gen.volume.class": "state",
        "compose-gen.volume.engine": "postgres",
        "compose-gen.volume.state-set": "orders",
      },
    },
  });
});

test.each([
  ["1001:1002", "uid=1001,gid=1002,"],
  ["1001", "uid=1001,"],
  ["0:0", ""],
  ["app", ""],
])("memory of a service that runs as %s belongs to that user", (user, owner) => {
  const tmpfs = [{ path: "/run/app", size: "1m" }];
  const { web } = planOf(stackOf([{ runtime: { kind: "container", image: "shop", user, tmpfs } }])).compose
    .services;
  expect(web?.tmpfs).toEqual([`/run/app:size=1m,mode=1777,${owner}noexec,nosuid,nodev`]);
});

test("an owner of memory that is given stays", () => {
  const tmpfs = [{ path: "/run/app", size: "1m", uid: 5, gid: 6 }];
  const { web } = planOf(stackOf([{ runtime: { kind: "container", image: "shop", tmpfs } }])).compose
    .services;
  expect(web?.tmpfs).toEqual(["/run/app:size=1m,mode=1777,uid=5,gid=6,noexec,nosuid,nodev"]);
});
