// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose
import { describe, expect, test } from "vitest";
import {
  compileConfig,
  defineConfig,
  defineService,
  defineStack,
  type ServiceInput,
  type StackInput,
} from "../../src/index.ts";
import { subjectsOf } from "../../src/lint/definition/subject.ts";
import type { Finding } from "../../src/lint/finding.ts";
import { lint } from "../../src/lint/lint.ts";
import type { RawCompose } from "../../src/model/raw-compose.ts";
import { shopConfig } from "../fixtures/shop.ts";
import { serviceInput } from "../support/minimal.ts";

const health = { command: ["shop", "ping"] };
const web: Partial<ServiceInput> = {
  health,
  endpoints: { http: { port: 8080, protocol: "http", scope: "loopback", published: 8080 } },
};

/** A stack with the service `web`, and others, as an outsider would write it into a change for review. */
function stackOf(service: Partial<ServiceInput>, extra: Partial<StackInput> = {}) {
  return defineStack({
    name: "small",
    description: "A small stack",
    services: [defineService(serviceInput({ ...web, ...service }))],
    ...extra,
  });
}

/** Findings that nobody waived. */
function found(service: Partial<ServiceInput>, extra: Partial<StackInput> = {}): Finding[] {
  const config = shopConfig();
  const stacks = { ...config.stacks, one: [stackOf(service, extra)] };
  const definitions = compileConfig(defineConfig({ ...config, stacks }), { acceptFindings: true });
  return lint(subjectsOf(definitions), "2026-06-01")
    .filter(({ subject }) => subject.file === "small.yml")
    .flatMap(({ findings }) => findings)
    .filter(({ waived }) => !waived);
}

/** The errors, which `render` refuses. */
function errors(service: Partial<ServiceInput>, extra: Partial<StackInput> = {}): string[] {
  return found(service, extra)
    .filter(({ severity }) => severity === "error")
    .map(({ rule }) => rule);
}

const secret = (file: unknown) =>
  ({
    secrets: {
      key: { purpose: "a key", format: "text", rotation: "replace it", consumers: ["web"], file },
    },
  }) as Partial<StackInput>;
const usesKey = { secrets: [{ secret: "key" }] };

test("the service that all of them change has no finding", () => {
  expect(found({})).toEqual([]);
});

describe("a file of the host that no secret can be", () => {
  test.each([
    "/var/run/docker.sock",
    "/var/run/docker.sock/",
    "//run/podman/podman.sock",
    { variable: "SOCKET", default: "/run/docker.sock" },
    { join: ["/var/run/", { variable: "NAME", default: "docker" }, ".sock"] },
    "/",
    "/etc",
    "/etc/shadow",
    "/x/../etc/shadow",
    "/proc/1/environ",
    "/dev/sda",
    "/var/lib/docker/volumes/keys",
    "~",
    "~/.ssh/..",
  ])("%j needs a waiver too", (file) => {
    expect(errors(usesKey, secret(file))).toEqual([
      expect.stringMatching(/^(?:privileges\.docker-socket|filesystem\.sensitive-bind)$/),
    ]);
  });

  test.each(["~/.ssh/id_ed25519", "/etc/ssl/private/web.key"])("%s needs a waiver", (file) => {
    expect(errors(usesKey, secret(file))).toEqual(["filesystem.sensitive-bind"]);
  });

  test.each(["./secrets/key", "/srv/web/key", { variable: "KEY_FILE", required: "path of the key" }])(
    "%j is fine",
    (file) => {
      expect(found(usesKey, secret(file))).toEqual([]);
    },
  );

  test.each<[Partial<ServiceInput>, Partial<StackInput>]>([
    [usesKey, { ...secret("./key"), compose: { secrets: { key: { file: "/var/run/docker.sock" } } } }],
    [
      { compose: { configs: ["sock"] } },
      { compose: { configs: { sock: { file: "/var/run/docker.sock" } } } },
    ],
    [
      { mounts: [{ volume: "data", target: "/data" }] },
      {
        volumes: { data: { class: "state" } },
        compose: {
          volumes: { data: { driver_opts: { type: "none", o: "bind", device: "/run/docker.sock" } } },
        },
      },
    ],
  ])("by raw Compose, %j %j is found", (service, extra) => {
    expect(errors(service, extra)).toContain("privileges.docker-socket");
  });
});

describe("keys stay away from an open door", () => {
  const mounts = [{ volume: "keys", target: "/keys" }];

  test.each<[string, Partial<StackInput>]>([
    [
      "when the volume has no labels, because it exists already",
      { volumes: { keys: { class: "keys", external: true } } },
    ],
    [
      "when raw Compose takes the labels away",
      { volumes: { keys: { class: "keys" } }, compose: { volumes: { keys: { labels: null } } } },
    ],
    [
      "when raw Compose gives the volume another class",
      {
        volumes: { keys: { class: "keys" } },
        compose: { volumes: { keys: { labels: { "compose-gen.volume.class": "public" } } } },
      },
    ],
  ])("%s", (_name, extra) => {
    expect(errors({ mounts }, extra)).toContain("volumes.keys-exposed");
  });

  test("when another volume of the stack has the same name on the engine", () => {
    const volumes = {
      keys: { class: "state", external: true, name: "acme-keys" },
      real: { class: "keys", name: "acme-keys" },
    } as const;
    expect(errors({ mounts }, { volumes })).toContain("volumes.keys-exposed");
  });
});

test("a secret that raw Compose gives to a service which is no consumer is found", () => {
  const signer = defineService({
    ...serviceInput({ name: "signer", health }),
    secrets: [{ secret: "key" }],
  });
  const stack = stackOf({}, { compose: { services: { web: { secrets: ["key"] } } } });
  const extra = secret("./secrets/key");
  const key = { ...extra.secrets?.key, consumers: ["signer"] } as never;
  expect(
    errors({}, { services: [...stack.services, signer], secrets: { key }, compose: stack.compose }),
  ).toContain("secrets.consumers");
});

describe("who a service runs as can be seen", () => {
  test.each(["-0", "+0", "0x0", "toor", "nobody", "0:0", ":0"])("raw user %j is not", (user) => {
    expect(errors({ compose: { user } })).toContain("user.non-root");
  });

  const named = (user: string) => ({ runtime: { kind: "container" as const, image: "shop", user } });

  test("a name is one that the image is declared to have, or has a reason", () => {
    expect(errors(named("shopper"))).toEqual(["user.non-root"]);
    const waivers = [{ rule: "user.non-root", reason: "shopper is 1001 in the image" }];
    expect(errors({ ...named("shopper"), waivers })).toEqual([]);
    const config = shopConfig();
    Object.assign(config.images.shop as object, { user: "shopper" });
    const stacks = { ...config.stacks, one: [stackOf({})] };
    const declared = compileConfig(defineConfig({ ...config, stacks }), { acceptFindings: true });
    const rules = lint(subjectsOf(declared), "2026-06-01").flatMap(({ findings }) => findings);
    expect(rules.filter(({ rule }) => rule === "user.non-root")).toEqual([]);
  });
});

describe("what runs is what the lock says", () => {
  const digest = `sha256:${"66".repeat(32)}`;

  test.each<[string, Partial<ServiceInput>]>([
    ["a build in the place of the image", { compose: { image: null, build: "." } }],
    ["a build beside the image, whose lock has a waiver", { compose: { build: { context: "." } } }],
    ["no image at all", { compose: { image: null } }],
  ])("%s is not pinned", (_name, service) => {
    expect(errors(service)).toContain("image.pinned");
  });

  test("a build with privileges and an inline Dockerfile is found with all that it asks for", () => {
    const build = {
      context: "https://evil.example/x.git",
      dockerfile_inline: "FROM evil:latest",
      privileged: true,
      network: "host",
    };
    const rules = errors({ compose: { image: null, build } });
    expect(rules).toContain("image.pinned");
    expect(rules.filter((rule) => rule === "build.privileges")).toHaveLength(2);
  });

  test.each([
    `evil:latest@${digest}`,
    `evil:1.2.3@${digest}`,
    "evil:1.2.3",
    "registry.example/acme/shop:1.0.1",
  ])("raw %s is an error that the lock's waiver does not cover", (image) => {
    expect(errors({ compose: { image } })).toContain("image.locked");
  });

  test("so is the pin itself when the reader can choose another", () => {
    expect(errors({ compose: { image: "${IMAGE:-registry.example/acme/shop:1.0.0}" } })).toContain(
      "image.locked",
    );
  });

  test("a tag that can move beside a digest is a warning at least", () => {
    expect(found({ compose: { image: `evil:1.27@${digest}` } })).toContainEqual(
      expect.objectContaining({ rule: "image.pinned", severity: "warning" }),
    );
  });

  test("a profile may name a mirror of what the lock has, and nothing else", () => {
    const judged = (reference: string, verified: boolean) => {
      const config = shopConfig();
      Object.assign(config.lock.images.shop as object, {
        digest,
        verified,
        resolvedAt: "2026-01-31T12:00:00Z",
        mediaType: "application/vnd.oci.image.index.v1+json",
        waiver: undefined,
      });
      Object.assign(config.profiles[0] as object, { images: { shop: reference } });
      const stacks = { ...config.stacks, one: [stackOf({})] };
      const definitions = compileConfig(defineConfig({ ...config, stacks }), { acceptFindings: true });
      return lint(subjectsOf(definitions), "2026-06-01")
        .filter(({ subject }) => subject.file === "small.yml")
        .flatMap(({ findings }) => findings.map(({ rule }) => rule));
    };
    expect(judged(`mirror.example/shop:1.0.0@${digest}`, true)).toEqual([]);
    expect(judged(`mirror.example/shop:1.0.0@${digest}`, false)).toEqual(["image.locked"]);
    expect(judged(`mirror.example/shop:1.0.0@sha256:${"77".repeat(32)}`, true)).toEqual(["image.locked"]);
  });
});

describe("raw keys", () => {
  const volumes = { volumes: { data: { class: "state" } } } as Partial<StackInput>;
  const reason = "measured, and reviewed by the people who run the host";

  test.each<[RawCompose]>([
    [{ sysctls: { "net.ipv4.ip_forward": "1" } }],
    [{ runtime: "nvidia" }],
    [{ cgroup_parent: "/" }],
    [{ group_add: ["998"] }],
    [{ userns_mode: "host" }],
    [{ network_mode: null }],
    [{ networks: { default: { aliases: ["database"] } } }],
    [{ volumes: ["./data:/data"] }],
    [{ volumes_from: ["other"] }],
    [{ secrets: ["key"] }],
    [{ configs: ["key"] }],
    [{ develop: { watch: [] } }],
    [{ provider: { type: "x" } }],
    [{ models: ["m"] }],
    [{ post_start: [{ command: "id" }] }],
    [{ dns: ["203.0.113.7"] }],
    [{ security_opt: ["no-new-privileges:true", "seccomp:./all.json"] }],
    [{ logging: { driver: "syslog" } }],
    [{ deploy: { mode: "global" } }],
    [{ credential_spec: { file: "x" } }],
    [{ tmpfs: ["/tmp:size=1m,exec,suid"] }],
  ])("%j of a service needs a reason", (compose) => {
    const keys = found({ compose }).filter(({ rule }) => rule === "compose.raw-key");
    expect(keys.map(({ path }) => path)).toEqual([`services.web.${Object.keys(compose)[0]}`]);
    expect(errors({ compose, waivers: [{ rule: "compose.raw-key", reason }] })).not.toContain(
      "compose.raw-key",
    );
  });

  test.each<[RawCompose, string]>([
    [{ name: "victim" }, "name"],
    [{ volumes: { data: { name: "victim_keys" } } }, "volumes.data.name"],
    [{ volumes: { data: { labels: { a: "b" } } } }, "volumes.data.labels"],
    [{ networks: { default: { internal: null } } }, "networks.default.internal"],
    [
      {
        networks: { default: { driver_opts: { "com.docker.network.bridge.host_binding_ipv4": "0.0.0.0" } } },
      },
      "networks.default.driver_opts",
    ],
    [{ secrets: { other: { environment: "HOME" } } }, "secrets.other.environment"],
    [{ services: { web: { sysctls: { "kernel.msgmax": 1 } } } }, "services.web.sysctls"],
  ])("%j of a stack needs a reason", (compose, path) => {
    const keys = found({}, { ...volumes, compose } as never).filter(({ rule }) => rule === "compose.raw-key");
    expect(keys.map((finding) => finding.path)).toEqual([path]);
  });

  test.each<[RawCompose]>([
    [{ ulimits: { nofile: 65_536 } }],
    [{ oom_score_adj: -500 }],
    [{ deploy: { replicas: 2, resources: { limits: { cpus: "1" } } } }],
    [{ logging: { options: { tag: "web" } } }],
    [{ "x-team": "shop" }],
    [{ stop_signal: "SIGINT" }],
  ])("%j needs none, and is listed", (compose) => {
    const findings = found({ compose });
    expect([...new Set(findings.map(({ rule }) => rule))]).toEqual(["compose.raw"]);
    expect(findings.every(({ severity }) => severity === "note")).toBe(true);
  });

  test.each<[RawCompose, string]>([
    [{ privileged: true }, "privileges.privileged"],
    [{ pid: "service:other" }, "privileges.shared-namespace"],
    [{ ipc: "container:other" }, "privileges.shared-namespace"],
    [{ pid: "host" }, "privileges.host-namespace"],
    [{ uts: "host" }, "privileges.host-namespace"],
    [{ cgroup: "host" }, "privileges.host-namespace"],
    [{ devices: ["/dev/sda"] }, "privileges.devices"],
    [{ device_cgroup_rules: ["a *:* rwm"] }, "privileges.devices"],
    [{ gpus: "all" }, "privileges.devices"],
    [
      { deploy: { resources: { reservations: { devices: [{ capabilities: ["gpu"] }] } } } },
      "privileges.devices",
    ],
    [{ oom_kill_disable: true }, "limits.kept"],
    [{ oom_score_adj: -1000 }, "limits.kept"],
    [{ use_api_socket: true }, "privileges.docker-socket"],
    [{ memswap_limit: -1 }, "limits.kept"],
    [{ mem_limit: "0b" }, "limits.memory"],
    [{ pids_limit: "00" }, "limits.pids"],
    [{ build: "." }, "image.pinned"],
    [{ image: `evil:1.2.3@sha256:${"66".repeat(32)}` }, "image.locked"],
    [{ user: "-0" }, "user.non-root"],
    [{ read_only: null }, "filesystem.read-only"],
    [{ cap_drop: null }, "privileges.capabilities"],
    [{ cap_add: ["SYS_ADMIN"] }, "privileges.capabilities"],
    [{ ports: ["80:80"] }, "ports.loopback"],
    [{ restart: "no" }, "restart.policy"],
    [{ healthcheck: null }, "health.present"],
    [{ environment: { PASSWORD: "hunter2" } }, "secrets.environment"],
    [{ command: ["x", "--password=hunter2"] }, "secrets.arguments"],
  ])("%j breaks one rule that says what is wrong, and needs one reason", (compose, rule) => {
    expect([...new Set(errors({ compose }))]).toEqual([rule]);
  });
});

describe("secrets in plain text", () => {
  const container = (extra: object) => ({ runtime: { kind: "container" as const, image: "shop", ...extra } });

  test.each<[Partial<ServiceInput>, string]>([
    [
      container({ environment: { PGPASSWORD: { variable: "PW", default: "hunter2" } } }),
      "secrets.environment",
    ],
    [
      container({ environment: { DSN: { join: ["app:", "hunter2", "@tcp(db:3306)/shop"] } } }),
      "secrets.environment",
    ],
    [container({ environment: { DB_URL: "postgres://app:$ecret@db/shop" } }), "secrets.environment"],
    [container({ labels: { "com.example.token": `ghp_${"a1".repeat(18)}` } }), "secrets.plain-text"],
    [container({ command: ["env", "PGPASSWORD=hunter2", "psql"] }), "secrets.arguments"],
    [{ health: { shell: "PGPASSWORD=hunter2 shop ping" } }, "secrets.arguments"],
    [
      {
        ...container({ readOnly: false }),
        files: [{ path: "/app.conf", content: "url=postgres://app:hunter2@db/shop" }],
        waivers: [{ rule: "filesystem.read-only", reason: "the configuration is copied in" }],
      },
      "secrets.plain-text",
    ],
  ])("%j", (service, rule) => {
    expect(errors(service)).toContain(rule);
  });

  test("what the reader gives is at most a warning", () => {
    const environment = {
      PGPASSWORD: { variable: "PGPASSWORD" },
      DB_URL: { join: ["postgres://app:", { variable: "PW", required: "password" }, "@db/shop"] },
    };
    expect(errors(container({ environment }))).toEqual([]);
  });
});

test("texts of 1 MB in every place are judged without being gone through again and again", () => {
  const long = "a".repeat(1_000_000);
  const environment = { A: long, PASSWORD_FILE: `${long}:`, C: `//${long}`, D: "a:".repeat(500_000) };
  const runtime = {
    kind: "container" as const,
    image: "shop",
    environment: { ...environment, E: "password=".repeat(100_000), F: "eyJ".repeat(300_000) },
    labels: { "com.example.a": long, "com.example.b": `-D${"a.".repeat(400_000)}` },
    command: ["x", `A=${long}`, "A=".repeat(300_000)],
  };
  expect(errors({ runtime })).not.toContain("compose.schema");
});
