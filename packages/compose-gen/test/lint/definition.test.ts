import { describe, expect, test } from "vitest";
import {
  type ComposeGenError,
  type Config,
  compileConfig,
  defineConfig,
  defineJob,
  defineService,
  defineStack,
  type ServiceInput,
} from "../../src/index.ts";
import { subjectsOf } from "../../src/lint/definition/subject.ts";
import { lint } from "../../src/lint/lint.ts";
import { edgeConfig } from "../fixtures/edge.ts";
import { shopConfig } from "../fixtures/shop.ts";
import { serviceInput } from "../support/minimal.ts";

const reason = "opens port 80 before it drops";
const today = "2026-06-01";
const health = { command: ["shop", "ping"] };

/** The example configuration with one stack of these services in its first generation. */
function configOf(services: Partial<ServiceInput>[], change: (config: Config) => void = () => {}): Config {
  const config = shopConfig();
  const stack = defineStack({
    name: "small",
    description: "A small stack",
    services: services.map((service) => defineService(serviceInput({ health, ...service }))),
    volumes: { orders: { class: "keys" } },
  });
  change(config);
  return defineConfig({ ...config, stacks: { ...config.stacks, one: [stack] } });
}

/** Findings of the small stack, as rule and service. */
function found(config: Config) {
  const definitions = compileConfig(config, { acceptFindings: true });
  return lint(subjectsOf(definitions), today)
    .filter(({ subject }) => subject.file === "small.yml")
    .flatMap(({ findings }) => findings)
    .map(({ rule, waived }) => `${rule}${waived ? ": waived" : ""}`)
    .filter((line) => line !== "image.pinned: waived");
}

function refusal(config: Config): ComposeGenError | undefined {
  try {
    compileConfig(config, { today });
  } catch (error) {
    return error as ComposeGenError;
  }
}

const container = (extra: object) => ({ runtime: { kind: "container" as const, image: "shop", ...extra } });

test("the example's stacks have no finding but tags whose digest is waived", () => {
  const files = lint(subjectsOf(compileConfig(shopConfig())), today);
  expect(files).toHaveLength(6);
  const findings = files.flatMap((file) => file.findings);
  expect([...new Set(findings.map(({ rule }) => rule))].sort()).toEqual(["image.pinned", "image.verified"]);
  expect(findings.filter(({ waived }) => !waived)).toEqual([]);
});

describe("what a definition must give a reason for", () => {
  const waivers = (rule: string) => ({ waivers: [{ rule, reason }] });

  test.each<[string, Partial<ServiceInput>, Partial<ServiceInput>]>([
    ["user.non-root", container({ user: "0:0" }), waivers("user.non-root")],
    ["filesystem.read-only", container({ readOnly: false }), waivers("filesystem.read-only")],
    ["restart.policy", { restart: "no" }, waivers("restart.policy")],
    ["health.present", { health: undefined }, { health: { disabled: "answers nobody, only sends" } }],
    ["health.tool", { health: { shell: "curl http://127.0.0.1" } }, { health }],
    [
      "ports.loopback",
      { endpoints: { web: { port: 80, protocol: "http", scope: "public", published: 80 } } },
      {
        endpoints: {
          web: { port: 80, protocol: "http", scope: "public", published: 80, reach: ["everybody"] },
        },
      },
    ],
    [
      "volumes.keys-exposed",
      {
        mounts: [{ volume: "orders", target: "/keys" }],
        endpoints: { web: { port: 80, protocol: "http", scope: "loopback", published: 80 } },
      },
      waivers("volumes.keys-exposed"),
    ],
    ["privileges.privileged", { compose: { privileged: true } }, waivers("privileges.privileged")],
  ])("%s: lint and compilation refuse it without, and accept it with", (rule, service, excuse) => {
    const open = found(configOf([service]));
    expect(open).toContain(rule);
    const error = refusal(configOf([service]));
    expect(error?.code).toBe("LINT_FAILED");
    expect(error?.parts.evidence).toMatch(new RegExp(`^${rule}: services\\.web`, "m"));
    const excused = configOf([{ ...service, ...excuse }]);
    expect(found(excused)).not.toContain(rule);
    expect(refusal(excused)).toBeUndefined();
  });

  test("an image without a user makes its services root, as does one whose user is root", () => {
    const withUser = (user: string | undefined) =>
      configOf([{}], (config) => Object.assign(config.images.shop as object, { user }));
    expect(found(withUser(undefined))).toEqual(["user.non-root"]);
    expect(found(withUser("root"))).toEqual(["user.non-root"]);
    expect(found(withUser("1001"))).toEqual([]);
  });

  test("a capability's reason is listed with it", () => {
    const capAdd = [{ capability: "CHOWN", reason }];
    expect(found(configOf([container({ capAdd })]))).toEqual(["privileges.capabilities: waived"]);
  });

  test("a job that ends alone gives its reason", () => {
    const config = shopConfig();
    const job = defineJob({ ...serviceInput({ name: "migrate" }), terminal: reason } as never);
    const stack = defineStack({ name: "small", description: "A job", services: [job] });
    const stacks = { ...config.stacks, one: [stack] };
    expect(found(defineConfig({ ...config, stacks }))).toEqual(["jobs.adopted: waived"]);
  });

  test("a raw key is listed, and every rule looks at what came out", () => {
    expect(found(configOf([{ compose: { ulimits: { nofile: 65_536 }, mem_limit: null } }])).sort()).toEqual([
      "compose.raw",
      "compose.raw",
      "limits.memory",
    ]);
  });
});

describe("a waiver in the lock", () => {
  const expired = (config: Config) =>
    Object.assign(config.lock.images.shop as object, { waiver: { reason, expires: "2026-05-31" } });

  test("ends on its day: then the image may not be rendered any more", () => {
    const config = configOf([{}], expired);
    expect(found(config)).toEqual(["image.pinned", "waiver.expired"]);
    expect(refusal(config)?.parts.evidence).toContain("image.pinned: services.web.image: web runs");
  });

  test("of an image that has its digest is unused", () => {
    const digest = `sha256:${"cd".repeat(32)}`;
    const config = configOf([{}], ({ lock }) =>
      Object.assign(lock.images.shop as object, {
        digest,
        mediaType: "application/vnd.oci.image.index.v1+json",
        verified: true,
        resolvedAt: "2026-01-31T12:00:00Z",
      }),
    );
    expect(found(config)).toEqual(["waiver.unused"]);
  });
});

test("a waiver of the pin does not cover what a profile puts in its place", () => {
  const config = configOf([{}], ({ profiles }) => {
    Object.assign(profiles[0] as object, { images: { shop: "shop:local" } });
  });
  expect(found(config)).toEqual(["image.pinned", "image.locked"]);
});

test("nor what raw Compose puts in its place", () => {
  const pinned = { image: `nginx:1.27.4@sha256:${"ab".repeat(32)}` };
  expect(found(configOf([{ compose: { image: "nginx:latest" } }]))).toContain("image.pinned");
  expect(found(configOf([{ compose: pinned }]))).not.toContain("image.pinned");
});

test("a service has its door at the edge only in a profile that has an edge", () => {
  const { config } = edgeConfig();
  const [shop] = structuredClone(config.stacks) as { services: ServiceInput[] }[];
  const [service] = shop?.services ?? [];
  if (!shop || !service) throw new Error("the example has a service");
  Object.assign(service, {
    endpoints: { live: { port: 8080, protocol: "ws" } },
    mounts: [{ volume: "keys", target: "/keys" }],
  });
  const definition = { ...shop, volumes: { keys: { class: "keys" } } };
  const checked = defineConfig({ ...config, stacks: [definition] } as never);
  const exposed = lint(subjectsOf(compileConfig(checked, { acceptFindings: true })), today).map(
    ({ subject, findings }) => [subject.file, findings.some(({ rule }) => rule === "volumes.keys-exposed")],
  );
  expect(exposed).toEqual([
    ["shop.yml", false],
    ["host/shop.yml", true],
  ]);
});

test("services behind an edge are judged with what the edge adds, and its waivers count for them", () => {
  const files = lint(subjectsOf(edgeConfig().definitions), today);
  const host = files.find(({ subject }) => subject.file === "host/shop.yml");
  const root = host?.findings.filter(({ rule }) => rule === "user.non-root");
  expect(root).toMatchObject([{ service: "web", waived: { reason: "drops its privileges itself" } }]);
  const lists = files.flatMap(({ findings }) => findings).filter(({ rule }) => rule.startsWith("waiver."));
  expect(lists).toEqual([]);
});

test("a refusal says once what several files share, and names them", () => {
  const config = shopConfig();
  for (const stack of config.stacks.one ?? [])
    for (const service of stack.services) if (service.name === "web") service.runtime.readOnly = false;
  const lines = refusal(config)?.parts.evidence?.split("\n");
  expect(lines).toHaveLength(1);
  expect(lines?.[0]).toMatch(/^filesystem\.read-only: services\.web\.read_only: .* \(shop\.yml, all\.yml\)$/);
});
