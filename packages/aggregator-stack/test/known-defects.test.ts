import { describe, expect, test } from "vitest";
import { planOf } from "./support/plan.ts";

/**
 * Each test is one defect of the compose files that upstream ships or that were written before this stack; the README
 * lists them with what the definition does.
 */
describe.each(["v1", "v2a", "v3"])("aggregator stack %s", (generation) => {
  const { services, volumes = {}, networks = {} } = planOf("aggregator", generation).compose;
  const service = (name: string) => {
    const found = services[name];
    if (!found) throw new Error(`no service ${name}`);
    return found;
  };
  const everyText = JSON.stringify(services);
  const mountsOf = (name: string) =>
    Object.fromEntries(
      (service(name).volumes ?? []).map(({ source, read_only }) => [source, read_only ?? false]),
    );

  test("every image is a pinned one, and root node and aggregator are of one generation", () => {
    for (const { image } of Object.values(services))
      expect(image).toMatch(/(:[0-9]+\.[0-9]+\.[0-9]+|:(sha-)?[0-9a-f]{7,40})(@sha256:[0-9a-f]{64})?$/);
    const pair = {
      v1: ["0.1.0", "7d90e1b1"],
      v2a: ["sha-9d53a78", "ceceacd1"],
      v3: ["sha-ae08165", "ceceacd1"],
    };
    const [aggregator = "", root = ""] = pair[generation as keyof typeof pair];
    expect(service("aggregator").image).toContain(`/aggregator-go:${aggregator}`);
    for (const name of ["bft-root", "genesis-root", "genesis-aggregator"])
      expect(service(name).image).toContain(`/bft-core:${root}`);
  });

  test("third-party images carry a digest", () => {
    for (const name of ["mongo", "config-upload"])
      expect(service(name).image).toMatch(/@sha256:[0-9a-f]{64}$/);
  });

  test("the shard time-out is 5 s and no genesis of the shard state is left", () => {
    expect(everyText).toContain("--t2-timeout 5000");
    expect(everyText).not.toContain("shard-conf genesis");
  });

  test("nodes listen on 0.0.0.0, not on whatever `hostname -i` prints", () => {
    expect(service("bft-root").command).toEqual(
      expect.arrayContaining(["/ip4/0.0.0.0/tcp/8000", "0.0.0.0:8002"]),
    );
    expect(everyText).not.toContain("hostname");
  });

  test("volumes are mounted side by side", () => {
    for (const [name, { volumes: mounts = [] }] of Object.entries(services))
      for (const { target } of mounts)
        for (const other of mounts)
          expect(other.target.startsWith(`${target}/`), `${name}: ${other.target} is inside ${target}`).toBe(
            false,
          );
  });

  test("nothing is bind-mounted: the file starts from an empty folder", () => {
    for (const { volumes: mounts = [] } of Object.values(services))
      for (const mount of mounts) expect(mount.type).toBe("volume");
  });

  test("private keys are never made readable for others", () => {
    expect(everyText).not.toMatch(/chmod (-R )?[0-7]?7[0-7][1-7]/);
    expect(everyText).toContain("chmod 600");
  });

  test("the proxy and the uploader see the public volume and no key", () => {
    expect(mountsOf("aggregator-proxy")).toEqual({ public: true });
    expect(mountsOf("config-upload")).toEqual({ public: true });
  });

  test("the root's keys are seen by the root node and its jobs only, and the database by none but mongo", () => {
    const users = (volume: string) => Object.keys(services).filter((name) => volume in mountsOf(name));
    expect(users("genesis-root")).toEqual([
      "bft-root",
      "export-public",
      "genesis-root",
      "prepare-volumes",
      "state-set",
    ]);
    expect(users("genesis-aggregator")).not.toContain("bft-root");
    expect(users("mongo-data")).toEqual(["mongo", "prepare-volumes", "state-set"]);
    expect(mountsOf("aggregator")).toEqual({ "genesis-aggregator": true, public: true });
    for (const name of [
      "genesis-root",
      "genesis-aggregator",
      "state-set",
      "export-public",
      "prepare-volumes",
    ])
      expect(service(name).network_mode, name).toBe("none");
  });

  test("genesis, root chain and database are one state set", () => {
    for (const [name, volume] of Object.entries(volumes))
      expect(volume.labels?.["compose-gen.volume.state-set"], name).toBe("chain");
  });

  test("the root's health is its REST port, which the upload needs", () => {
    expect(service("bft-root").healthcheck).toMatchObject({
      test: expect.arrayContaining([
        "/busybox/sh",
        expect.stringContaining("/busybox/nc -z 127.0.0.1"),
        "8002",
      ]),
    });
    expect(service("config-upload").depends_on).toMatchObject({
      "bft-root": { condition: "service_healthy" },
    });
  });

  test("the upload fails on an HTTP error and the aggregator waits for its success", () => {
    expect(service("config-upload").entrypoint?.[2]).toContain("curl -sS --fail-with-body");
    expect(service("aggregator").depends_on).toMatchObject({
      "config-upload": { condition: "service_completed_successfully" },
      "bft-root": { condition: "service_healthy" },
      mongo: { condition: "service_healthy" },
    });
  });

  test("jobs are not restarted, services are", () => {
    const jobs = [
      "config-upload",
      "export-public",
      "genesis-aggregator",
      "genesis-root",
      "prepare-volumes",
      "state-set",
    ];
    for (const [name, { restart }] of Object.entries(services))
      expect(restart, name).toBe(jobs.includes(name) ? "no" : "unless-stopped");
  });

  test("no service starts before the genesis was checked, which knows its generation's signatures", () => {
    const waitsFor = (name: string): string[] =>
      Object.keys(service(name).depends_on ?? {}).flatMap((other) => [other, ...waitsFor(other)]);
    for (const [name, { restart }] of Object.entries(services))
      if (restart !== "no") expect(waitsFor(name), name).toContain("state-set");
    expect(service("state-set").environment).toMatchObject({
      GENERATION: generation,
      TRUST_BASE_TAG: generation === "v1" ? "1013" : "39000",
      TRUST_BASE_LINES: expect.stringMatching(/"1013":\["v1: .*"39000":\["v2a: .*"v3: /),
    });
  });

  test("every long-running service has a health command of its own", () => {
    for (const [name, { restart, healthcheck }] of Object.entries(services))
      if (restart !== "no") expect(healthcheck, name).toHaveProperty("test");
  });

  test("mongo is healthy as writable primary only, and the driver does not follow the member name", () => {
    expect(JSON.stringify(service("mongo").healthcheck)).toContain("isWritablePrimary");
    expect(service("aggregator").environment).toMatchObject({
      MONGODB_URI: "mongodb://mongo:27017/aggregator?replicaSet=rs0&directConnection=true",
      MONGODB_CONNECT_TIMEOUT: "30s",
      MONGODB_SERVER_SELECTION_TIMEOUT: "30s",
    });
  });

  test("the aggregator's health is a GET and asks for the block height", () => {
    const health = JSON.stringify(service("aggregator").healthcheck);
    expect(health).toContain("wget -q -O /dev/null");
    expect(health).toContain("get_block_height");
    expect(health).not.toContain("--spider");
  });

  test("the proxy starts without the aggregator, and its health is its own", () => {
    expect(service("aggregator-proxy").healthcheck).toMatchObject({ test: ["CMD", "service-healthcheck"] });
    expect(Object.keys(service("aggregator-proxy").depends_on ?? {})).toEqual(["export-public"]);
  });

  test("the aggregator asks the root node, not itself, for trust bases", () => {
    expect(service("aggregator").environment).toMatchObject({
      BFT_RPC_ADDRESS: "http://bft-root:8002",
      SIGNING_KEY_FILE: "/genesis-aggregator/keys.json",
      BFT_TRUST_BASE_FILES: "/public/trust-base.json",
      BFT_SHARD_CONF_FILE: "/genesis-aggregator/shard-conf-7_0.json",
    });
    for (const old of ["BFT_KEY_CONF_FILE", "BFT_TRUST_BASE_FILE", "CORS_ALLOWED_HEADERS", "HAPROXY_PORT"])
      expect(service("aggregator").environment).not.toHaveProperty(old);
  });

  test("there is no redis: the queue is in the database", () => {
    expect(Object.keys(services)).not.toContain("redis");
    expect(service("aggregator").environment).toMatchObject({ USE_REDIS_FOR_COMMITMENTS: "false" });
  });

  test("one port is published, on loopback: the proxy's, and with the profile ui that of the documentation", () => {
    const published = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => ({ name, ...port })),
    );
    const onLoopback = { host_ip: "127.0.0.1", target: 8080 };
    expect(published).toEqual([
      expect.objectContaining({
        ...onLoopback,
        name: "aggregator-proxy",
        published: `\${AGGREGATOR_PORT:-11003}`,
      }),
      expect.objectContaining({
        ...onLoopback,
        name: "aggregator-ui",
        published: `\${AGGREGATOR_UI_PORT:-11005}`,
      }),
    ]);
  });

  test("the documentation page starts with its Compose profile only, and sees no volume and no outside", () => {
    const profiled = Object.entries(services).filter(([, it]) => "profiles" in it);
    expect(profiled).toEqual([["aggregator-ui", expect.objectContaining({ profiles: ["ui"] })]]);
    expect(service("aggregator").environment).toMatchObject({ ENABLE_DOCS: "true" });
    expect(mountsOf("aggregator-ui")).toEqual({});
    expect(service("aggregator-ui").networks).toEqual(["backend", "ui"]);
    for (const [name, { depends_on = {} }] of Object.entries(services))
      expect(Object.keys(depends_on), name).not.toContain("aggregator-ui");
  });

  test("database and root node are on internal networks that the proxy is not on", () => {
    expect(service("mongo").networks).toEqual(["database"]);
    expect(service("bft-root").networks).toEqual(["chain"]);
    for (const name of ["chain", "database", "backend"])
      expect(networks[name]).toMatchObject({ internal: true });
    expect(service("aggregator-proxy").networks).toEqual(["backend", "default"]);
  });

  test("names are free for a second stack on the host", () => {
    expect(everyText).not.toContain("container_name");
    expect(planOf("aggregator", generation).compose.name).toBe(`\${STACK_PROJECT:-unicity-aggregator}`);
  });

  test("every service has limits, log rotation, a read-only root and no privileges", () => {
    for (const [name, it] of Object.entries(services)) {
      expect(it, name).toMatchObject({
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
      });
      expect(it.mem_limit, name).toMatch(/^[0-9]+[mg]$/);
      expect(it.pids_limit, name).toBeGreaterThan(0);
      expect(it.logging.options, name).toHaveProperty("max-size");
      const prepares = name === "prepare-volumes";
      expect(it.user, name).toBe(prepares ? "0:0" : "1001:1001");
      expect(it.cap_add ?? [], name).toEqual(prepares ? ["CHOWN", "SETGID", "SETUID"] : []);
    }
  });

  test("ubft and the aggregator are process 1 and have time to close their databases", () => {
    expect(service("bft-root").entrypoint).toEqual(["ubft"]);
    expect(service("aggregator").entrypoint?.[2]).toMatch(/\nexec \.\/aggregator\n$/);
    for (const name of ["bft-root", "aggregator", "mongo"])
      expect(service(name).stop_grace_period, name).not.toBe("10s");
  });

  test("images that exist for amd64 only say so", () => {
    for (const name of ["bft-root", "genesis-root", "genesis-aggregator", "aggregator"])
      expect(service(name).platform, name).toBe("linux/amd64");
  });

  test("variables of other generations are left out", () => {
    const environment = service("aggregator").environment ?? {};
    const own = ["BLOCK_SYNC_INTERVAL", "DEFAULT_REQUEST_TTL", "MALLOC_ARENA_MAX"].filter(
      (name) => name in environment,
    );
    const expected = {
      v1: [],
      v2a: ["MALLOC_ARENA_MAX"],
      v3: ["BLOCK_SYNC_INTERVAL", "DEFAULT_REQUEST_TTL", "MALLOC_ARENA_MAX"],
    };
    expect(own).toEqual(expected[generation as keyof typeof expected]);
    expect(service("genesis-root").environment).toMatchObject({ GENERATION: generation });
  });
});
