// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose and of shells
import { describe, expect, test } from "vitest";
import type { LintFacts } from "../../src/lint/subject.ts";
import { findingsOfService } from "../support/lint.ts";

const found = (service: object, rest?: Record<string, unknown>, facts?: LintFacts) =>
  findingsOfService(service, rest, facts).map(({ rule, severity, path }) => `${severity} ${rule} ${path}`);
const digest = `sha256:${"4d".repeat(32)}`;
const at = "services.web";

test("a hardened service has no finding", () => {
  expect(found({})).toEqual([]);
});

describe("images", () => {
  test.each([
    ["nginx", "`latest`"],
    ["registry.example:5000/nginx", "`latest`"],
    ["nginx:1.27", "can move"],
    ["nginx:1.27.4", "without a digest"],
    ["nginx:${TAG}", "`latest`"],
    ["nginx:${TAG:?which}", "environment chooses"],
    ["nginx:1.27.4@sha256:abc", "which is none"],
  ])("%s is not pinned", (image, text) => {
    const findings = findingsOfService({ image });
    expect(findings.map(({ rule }) => rule)).toEqual(["image.pinned"]);
    expect(findings[0]?.message).toContain(text);
  });

  test.each([
    { image: `nginx:1.27@${digest}` },
    { image: `\${IMAGE:-nginx:1.27.4@${digest}}` },
    { image: "own:dev", build: "." },
  ])("%j is", (service) => {
    expect(found(service)).toEqual([]);
  });

  test("a digest without a tag is safe but says no version: a warning", () => {
    const findings = findingsOfService({ image: `registry.example:5000/nginx@${digest}` });
    expect(findings).toMatchObject([{ rule: "image.pinned", severity: "warning" }]);
    expect(findings[0]?.message).toContain("without the tag of its version");
  });

  test.each(["latest", "stable", "alpine"])(
    "the tag %s beside a digest says no version: a warning",
    (tag) => {
      const findings = findingsOfService({ image: `nginx:${tag}@${digest}` });
      expect(findings).toMatchObject([{ rule: "image.pinned", severity: "warning" }]);
    },
  );

  test.each<[object, string[]]>([
    [{ build: "." }, []],
    [{ build: "https://github.com/a/b.git#main" }, ["error image.pinned"]],
    [{ build: { context: `https://github.com/a/b.git#${"ab".repeat(20)}:folder` } }, []],
    [{ build: { context: "git@github.com:a/b.git" } }, ["error image.pinned"]],
    [{ build: { context: ".", dockerfile_inline: "FROM evil:latest\nRUN x" } }, ["error image.pinned"]],
    [
      {
        build: {
          dockerfile_inline: `FROM --platform=x a@${digest} AS one\nFROM one\nCOPY --from=evil /x /\nFROM scratch`,
        },
      },
      ["error image.pinned"],
    ],
    [{ build: { additional_contexts: { a: "docker-image://evil:1" } } }, ["error image.pinned"]],
    [{ build: { additional_contexts: { a: `docker-image://a:1@${digest}` } } }, []],
    [{ build: { additional_contexts: { a: "/etc" } } }, ["error build.privileges"]],
    [{ build: "/" }, ["error build.privileges"]],
    [{ build: { privileged: true } }, ["error build.privileges"]],
    [{ build: { network: "host" } }, ["error build.privileges"]],
    [{ build: { entitlements: ["security.insecure"] } }, ["error build.privileges"]],
    [{ build: { ssh: ["default"] } }, ["warning build.privileges"]],
    [{ build: { secrets: ["x"] } }, ["error build.privileges"]],
    [{ build: { context: ".", secrets: ["fine"] } }, []],
  ])("%j gets %j", (service, expected) => {
    const secrets = { x: { file: "~/.ssh/id_ed25519" }, fine: { file: "./token" } };
    expect(
      findingsOfService({ image: "own:dev", ...service }, { secrets }).map(
        ({ severity, rule }) => `${severity} ${rule}`,
      ),
    ).toEqual(expected);
  });

  test("how many numbers an exact version has, is what the image says", () => {
    const facts = (versionParts?: number, replaced = false) => ({
      services: {
        web: {
          image: {
            key: "db",
            tools: ["curl"],
            refuses: [],
            replaced,
            ...(versionParts ? { versionParts } : {}),
          },
        },
      },
    });
    const message = (known: LintFacts) =>
      findingsOfService({ image: "postgres:17.5" }, {}, known)[0]?.message;
    expect(message(facts(2))).toBe("runs postgres:17.5 without a digest");
    expect(message(facts())).toBe("runs postgres:17.5, whose tag can move, without a digest");
    expect(message(facts(2, true))).toContain("whose tag can move");
  });

  const lock = {
    reference: "nginx:1.27.4",
    digest,
    source: "registry",
    resolvedAt: "2026-01-31T12:00:00Z",
    verified: true,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
  };
  const single = (platforms: string[], declared?: string[]) => ({
    services: {
      web: {
        image: {
          key: "a",
          tools: ["curl"],
          refuses: [],
          lock: { ...lock, platforms },
          ...(declared ? { platforms: declared } : {}),
        },
      },
    },
  });

  test("a tag that is one manifest is accepted for the one platform that is declared", () => {
    expect(found({}, {}, single(["linux/amd64"], ["linux/amd64"]))).toEqual([]);
    expect(found({}, {}, single(["linux/amd64"]))).toEqual([]);
    expect(found({}, {}, single(["linux/amd64"], ["linux/amd64", "linux/arm64"]))).toEqual([
      `error image.index-digest ${at}.image`,
    ]);
    expect(found({}, {}, single([]))).toEqual([`error image.index-digest ${at}.image`]);
  });
});

describe("ports", () => {
  test.each(["8080:80", "0.0.0.0:8080:80", "[::]:8080:80", "80", "203.0.113.7:80:80", "${IP}:80:80"])(
    "%s is open",
    (port) => {
      expect(found({ ports: [port] })).toEqual([`error ports.loopback ${at}.ports[0]`]);
    },
  );

  test.each([
    "127.0.0.1:80:80",
    "[::1]:80:80",
    "10.1.2.3:80:80",
    "100.64.0.1:80:80",
    "172.16.0.1:80:80",
    "${IP:?address}:80:80",
  ])("%s is not", (port) => {
    expect(found({ ports: [port] })).toEqual([]);
  });

  test.each([
    [["127.0.0.1:80:80", "127.0.0.1:80:81"], 1],
    [["127.0.0.1:80:80", "127.0.0.2:80:80"], 0],
    [["127.0.0.1:53:53/udp", "127.0.0.1:53:53/tcp"], 0],
    [["127.0.0.1:8000-8010:8000-8010", "127.0.0.1:8005:80"], 1],
    [["127.0.0.1::80", "127.0.0.1::81"], 0],
    [["127.0.0.1:${A:?a}:80", "127.0.0.1:${A:?a}:81"], 1],
  ])("%j share a host port %i times", (ports, times) => {
    expect(found({ ports }).filter((line) => line.includes("ports.owner"))).toHaveLength(times);
  });

  test.each([
    ["8080:80", "publishes its port 80 on port 8080 of every address of the host"],
    ["80", "publishes its port 80 on a port that the engine chooses of every address of the host"],
    ["203.0.113.7:8080:80", "publishes its port 80 on port 8080 of 203.0.113.7"],
  ])("%s is told apart into the container's and the host's", (port, message) => {
    expect(findingsOfService({ ports: [port] }).map((finding) => finding.message)).toEqual([message]);
  });

  test("a port of every address takes it from a port of one", () => {
    const lines = found({ ports: ["127.0.0.1:80:80", "80:81"] });
    expect(lines).toContain(`error ports.owner ${at}.ports[1]`);
  });
});

describe("users", () => {
  test.each(["0", "0:0", "root", "root:root", "00", "0:1001", "-0", "+0", "+00:5", ":1001"])(
    "%s is root",
    (user) => {
      expect(found({ user })).toEqual([`error user.non-root ${at}.user`]);
    },
  );

  test.each(["1001", "1001:0", "10:10", "rooted", "nobody"])("%s is not", (user) => {
    expect(found({ user })).toEqual([]);
  });

  test.each(["0x0", "1e3", " 0", "-1", "a b"])("%s is neither a number nor a name", (user) => {
    expect(found({ user })).toEqual([`error user.non-root ${at}.user`]);
  });

  test.each(["post_start", "pre_stop"])("a command of %s has no other one's privileges", (key) => {
    const hook = { command: "chown -R 1 /data" };
    expect(found({ [key]: [hook] })).toEqual([]);
    expect(found({ [key]: [hook, { ...hook, user: "root" }] })).toEqual([
      `error user.non-root ${at}.${key}[1].user`,
    ]);
    expect(found({ [key]: [{ ...hook, privileged: true }] })).toEqual([
      `error privileges.privileged ${at}.${key}[0].privileged`,
    ]);
  });

  test.each(["0", "root", "docker", "disk", "+0"])("the group %s opens the host", (group) => {
    expect(found({ group_add: ["2000", group] })).toEqual([`error user.groups ${at}.group_add`]);
  });

  test("none is taken for root", () => {
    expect(found({ user: undefined })).toEqual([`error user.non-root ${at}`]);
  });
});

describe("privileges", () => {
  test.each<[object, string]>([
    [{ network_mode: "host" }, `privileges.host-namespace ${at}.network_mode`],
    [{ ipc: "host" }, `privileges.host-namespace ${at}.ipc`],
    [{ userns_mode: "host" }, `privileges.host-namespace ${at}.userns_mode`],
    [{ uts: "host" }, `privileges.host-namespace ${at}.uts`],
    [{ cgroup: "host" }, `privileges.host-namespace ${at}.cgroup`],
    [{ pid: "container:other" }, `privileges.shared-namespace ${at}.pid`],
    [{ ipc: "container:other" }, `privileges.shared-namespace ${at}.ipc`],
    [{ network_mode: "container:other" }, `privileges.shared-namespace ${at}.network_mode`],
    [{ volumes_from: ["container:other:ro"] }, `privileges.shared-namespace ${at}.volumes_from[0]`],
    [{ cap_drop: ["NET_RAW"] }, `privileges.capabilities ${at}.cap_drop`],
    [{ security_opt: ["no-new-privileges:false"] }, `privileges.no-new-privileges ${at}.security_opt`],
    [
      { security_opt: ["no-new-privileges:true", "apparmor=unconfined"] },
      `privileges.security-profile ${at}.security_opt`,
    ],
    ...["spc_t", "unconfined_t"].map((type): [object, string] => [
      { security_opt: ["no-new-privileges:true", `label:type:${type}`] },
      `privileges.security-profile ${at}.security_opt`,
    ]),
    ...[
      "seccomp=/dev/null",
      "seccomp:unconfined",
      "apparmor:Unconfined",
      "label=disable",
      "systempaths=unconfined",
      "writable-cgroups=true",
      "unmask=ALL",
    ].map((option): [object, string] => [
      { security_opt: ["no-new-privileges:true", option] },
      `privileges.security-profile ${at}.security_opt`,
    ]),
    ...["no-new-privileges:false", "no-new-privileges=0", "no-new-privileges:off"].map(
      (option): [object, string] => [
        { security_opt: ["no-new-privileges:true", option] },
        `privileges.no-new-privileges ${at}.security_opt`,
      ],
    ),
    [{ devices: ["/dev/sda"] }, `privileges.devices ${at}.devices`],
    [{ device_cgroup_rules: ["b *:* rwm"] }, `privileges.devices ${at}.device_cgroup_rules`],
    [{ gpus: "all" }, `privileges.devices ${at}.gpus`],
    [
      { deploy: { resources: { reservations: { devices: [{ capabilities: ["gpu"] }] } } } },
      `privileges.devices ${at}.deploy`,
    ],
    [{ volumes: ["${SOCKET:-/run/docker.sock}:/s"] }, `privileges.docker-socket ${at}.volumes[0]`],
    [
      { volumes: [{ type: "bind", source: "/run/user/1000/podman/podman.sock", target: "/s" }] },
      `privileges.docker-socket ${at}.volumes[0]`,
    ],
    [{ volumes: ["/:/host:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["/etc/shadow:/shadow:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["/home/me/.ssh:/ssh:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["~/.ssh:/ssh:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["$HOME/.docker/config.json:/c:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["${HOME}/.aws:/aws"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [
      { volumes: [{ type: "bind", source: "${HOME:?}/.gnupg/", target: "/g", read_only: true }] },
      `filesystem.sensitive-bind ${at}.volumes[0]`,
    ],
    [{ volumes: ["/Users/me/.kube/config:/k:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["/home/me:/home:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["~:/home"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["/var/lib/docker:/d"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
  ])("%j", (service, expected) => {
    expect(found(service)).toEqual([`error ${expected}`]);
  });

  test.each<[object]>([
    [{ network_mode: "none" }],
    [{ security_opt: ["no-new-privileges"] }],
    [{ security_opt: ["no-new-privileges:false", "no-new-privileges=1"] }],
    [{ security_opt: ["no-new-privileges:true", "apparmor:docker-default", "seccomp=./web.json"] }],
    [{ security_opt: ["no-new-privileges:true", "label:type:container_t", "label:level:s0:c1,c2"] }],
    [{ volumes: ["/etc/localtime:/etc/localtime:ro"] }],
    [{ volumes: ["/srv/web:/data", "/var/lib/web:/web"] }],
    [{ volumes: ["./.docker/nginx.conf:/etc/nginx.conf:ro", "~/projects/web:/web", "$DATA:/data"] }],
    [{ volumes: ["/home/me/.sshd-banner:/banner:ro"] }],
    [{ cap_drop: ["all"] }],
  ])("%j is fine", (service) => {
    expect(found(service)).toEqual([]);
  });
});

test.each(["pid", "ipc", "network_mode"])("%s of another service of the file is a warning", (key) => {
  expect(found({ [key]: "service:other" }, { others: { other: {} } })).toEqual([
    `warning privileges.shared-namespace ${at}.${key}`,
  ]);
});

describe("keys beside an open door", () => {
  const labels = { "compose-gen.volume.class": "keys" };
  const ports = ["127.0.0.1:80:80"];

  test.each<[string, object, Record<string, unknown>]>([
    ["mounted", { ports, volumes: ["keys:/k"] }, { volumes: { keys: { labels } } }],
    [
      "under another name",
      { ports, volumes: ["other:/k"] },
      { volumes: { keys: { labels, name: "k" }, other: { external: true, name: "k" } } },
    ],
    [
      "under the name that the engine gives them",
      { ports, volumes: ["other:/k"] },
      { name: "p", volumes: { keys: { labels }, other: { name: "p_keys" } } },
    ],
    [
      "taken from another service, over a third",
      { ports, volumes_from: ["middle:ro"] },
      {
        others: { middle: { volumes_from: ["signer", "web"] }, signer: { volumes: ["keys:/k"] } },
        volumes: { keys: { labels } },
      },
    ],
    [
      "behind the port of the service whose network it shares",
      { volumes: ["keys:/k"], network_mode: "service:door" },
      { others: { door: { ports } }, volumes: { keys: { labels } } },
    ],
  ])("%s", (_name, service, rest) => {
    const rules = findingsOfService(service, rest).filter(({ service: name }) => name === "web");
    expect(rules.map(({ rule }) => rule)).toContain("volumes.keys-exposed");
  });
});

describe("capabilities", () => {
  const advice = (service: object) =>
    findingsOfService(service).map(({ rule, message, fix }) => `${rule}: ${message}. ${fix}`);

  test("one that is given back is to be removed, not to be dropped a second time", () => {
    const [line, ...others] = advice({ cap_drop: ["ALL"], cap_add: ["CAP_SYS_ADMIN"] });
    expect(others).toEqual([]);
    expect(line).toContain("has the capability CAP_SYS_ADMIN. Remove it from `cap_add`");
    expect(line).not.toContain("cap_drop");
  });

  test.each([
    [{ cap_add: ["NET_ADMN"] }, 'NET_ADMN, which Linux does not have. Did you mean "NET_ADMIN"?'],
    [{ cap_add: ["cap_sys_ptrase"] }, 'Did you mean "SYS_PTRACE"?'],
    [{ cap_drop: ["ALL", "CHWON"] }, 'Did you mean "CHOWN"?'],
  ])("%j names none of Linux", (service, text) => {
    const [line, ...others] = advice(service);
    expect(others).toEqual([]);
    expect(line).toMatch(/^privileges\.capability-names: /);
    expect(line).toContain(text);
  });
});

describe("writable paths", () => {
  test.each<[object, Record<string, unknown>, string]>([
    [{ volumes: ["/data"] }, {}, `${at}.volumes[0]`],
    [{ volumes: ["one:/data", "two:/data/"] }, {}, `${at}.volumes[1]`],
    [{ volumes: ["one:/tmp"], tmpfs: ["/tmp:size=1m"] }, {}, `${at}.tmpfs[0]`],
    [{ configs: ["c"] }, { configs: { c: { content: "text" } } }, `${at}.configs[0]`],
  ])("%j", (service, rest, path) => {
    expect(found(service, rest)).toEqual([`error filesystem.writable-paths ${path}`]);
  });

  test("a config from a file is fine", () => {
    expect(found({ configs: ["c"] }, { configs: { c: { file: "./c" } } })).toEqual([]);
  });
});

describe("limits and logs", () => {
  test.each<[object, string]>([
    [{ mem_limit: 0 }, "limits.memory"],
    [{ mem_limit: "0b" }, "limits.memory"],
    [{ mem_limit: "0.0 gb" }, "limits.memory"],
    [{ mem_limit: "-1" }, "limits.memory"],
    [{ mem_limit: undefined, deploy: { resources: { limits: { memory: "00m" } } } }, "limits.memory"],
    [{ pids_limit: -1 }, "limits.pids"],
    [{ pids_limit: 0 }, "limits.pids"],
    [{ pids_limit: "00" }, "limits.pids"],
    [{ tmpfs: ["/tmp:size=0"] }, "filesystem.writable-paths"],
    [{ tmpfs: ["/tmp:size=1m,mode=1777,size=0k"] }, "filesystem.writable-paths"],
    [{ volumes: [{ type: "tmpfs", target: "/tmp", tmpfs: { size: 0 } }] }, "filesystem.writable-paths"],
    [{ oom_kill_disable: true }, "limits.kept"],
    [{ oom_score_adj: -1000 }, "limits.kept"],
    [{ memswap_limit: -1 }, "limits.kept"],
    [{ cgroup_parent: "/" }, "limits.kept"],
    [{ logging: undefined }, "logging.rotation"],
    [{ logging: { driver: "json-file", options: { "max-file": "3" } } }, "logging.rotation"],
  ])("%j breaks %s", (service, rule) => {
    expect(findingsOfService(service).map((finding) => finding.rule)).toEqual([rule]);
  });

  test.each([
    { mem_limit: "10m" },
    { mem_limit: "0.5g" },
    { oom_score_adj: -999 },
    { memswap_limit: "1g" },
    { tmpfs: ["/tmp:size=10k"] },
  ])("%j is a limit", (service) => {
    expect(found(service)).toEqual([]);
  });

  test.each([{ logging: { driver: "local" } }, { logging: { driver: "journald" } }])(
    "%j is fine",
    (service) => {
      expect(found(service)).toEqual([]);
    },
  );
});

describe("jobs and restarts", () => {
  const waits = { depends_on: { web: { condition: "service_completed_successfully" } } };

  test.each<[string, object, Record<string, object>, string[]]>([
    ["a service without a policy", { restart: undefined }, {}, [`error restart.policy ${at}.restart`]],
    ["a service that gives up", { restart: "on-failure:5" }, {}, []],
    ["a job that is waited for", { restart: "no", healthcheck: undefined }, { other: waits }, []],
    ["a job without a policy", { restart: undefined, healthcheck: undefined }, { other: waits }, []],
    [
      "a job that is always started again",
      { restart: "always", healthcheck: undefined },
      { other: waits },
      [`error restart.policy ${at}.restart`, "error dependencies.health services.other.depends_on.web"],
    ],
    [
      "a service with a policy that there is not",
      { restart: "allways" },
      {},
      [`error restart.policy ${at}.restart`],
    ],
    [
      "a job that is waited for, with a policy that there is not",
      { restart: "onfailure:3", healthcheck: undefined },
      { other: waits },
      [`error restart.policy ${at}.restart`, "error dependencies.health services.other.depends_on.web"],
    ],
    ["a policy that the reader chooses", { restart: "${RESTART:?policy}" }, {}, []],
    [
      "a job that nobody waits for",
      { restart: "on-failure", healthcheck: undefined },
      {},
      [`error jobs.adopted ${at}`],
    ],
  ])("%s", (_name, service, others, expected) => {
    expect(found(service, { others }).sort()).toEqual([...expected].sort());
  });

  test("a misspelt policy gets the one that was probably meant", () => {
    expect(findingsOfService({ restart: "allways" })[0]?.fix).toContain('Did you mean "always"?');
    expect(findingsOfService({ restart: "sometimes" })[0]?.fix).toMatch(/^Known: no, always/);
  });

  test("a definition knows which service is a job", () => {
    expect(found({ restart: "no" }, {}, { services: { web: { kind: "job" } } })).toEqual([
      `error jobs.adopted ${at}`,
    ]);
  });
});

describe("health checks", () => {
  const image = { key: "shop", tools: ["wget", "sh", "/busybox/nc"], refuses: ["HEAD"] };
  const withImage = (test: unknown, others: LintFacts["services"] = {}) =>
    findingsOfService(
      { healthcheck: { test } },
      { others: { api: {} } },
      { services: { web: { image }, ...others } },
    ).map(({ rule, message }) => `${rule}: ${message}`);

  test.each<[unknown, string[]]>([
    [["CMD", "/usr/bin/wget", "-qO-", "http://127.0.0.1/"], []],
    [["CMD", "/busybox/nc", "-z", "127.0.0.1", "80"], []],
    [["CMD", "nc", "-z", "127.0.0.1", "80"], ["nc"]],
    [["CMD-SHELL", "wget -qO- http://127.0.0.1/ | grep -q ok || exit 1"], ["grep"]],
    ["wget -qO- http://127.0.0.1/", []],
    [
      ["CMD", "sh", "-c", "nc -z 127.0.0.1 80 && jq . /x"],
      ["nc", "jq"],
    ],
  ])("%j uses only what the image has but for %j", (test, missing) => {
    expect(withImage(test)).toEqual(
      missing.map(
        (program) =>
          `health.tool: is checked with "${program}", which the image "shop" is not declared to have`,
      ),
    );
  });

  test.each<[string[]]>([
    [["CMD", "wget", "-q", "--spider", "http://127.0.0.1/"]],
    [["CMD-SHELL", "wget --spider -q $URL || exit 1"]],
  ])("%j asks with HEAD", (test) => {
    expect(withImage(test)[0]).toMatch(/^health\.head-request: is checked with HEAD/);
  });

  test.each(["-I", "-fsSI", "--head", "-XHEAD"])("curl %s asks with HEAD", (flag) => {
    const tools = ["curl"];
    const facts = { services: { web: { image: { ...image, tools } } } };
    const rules = (words: string[]) =>
      findingsOfService({ healthcheck: { test: ["CMD", "curl", ...words] } }, {}, facts).map(
        ({ rule }) => rule,
      );
    expect(rules([flag, "http://127.0.0.1/"])).toEqual(["health.head-request"]);
    expect(rules(["-fsS", "-o", "/dev/null", "http://127.0.0.1/"])).toEqual([]);
  });

  test("what counts is the service that is asked", () => {
    const test = ["CMD", "wget", "--spider", "http://api:80/"];
    expect(withImage(test, { api: { image: { ...image, refuses: [], tools: ["curl"] } } })).toEqual([]);
    expect(withImage(test, { api: { image: { ...image, tools: ["curl"] } } })).toHaveLength(1);
  });

  test("of an image that nobody described nothing is claimed", () => {
    expect(found({ healthcheck: { test: ["CMD", "whatever", "--spider"] } })).toEqual([]);
  });
});

describe("volumes of keys", () => {
  const volumes = { keys: { labels: { "compose-gen.volume.class": "keys" } } };

  test("behind an edge they are as exposed as beside a published port", () => {
    const service = { volumes: ["keys:/keys:ro"] };
    expect(found(service, { volumes })).toEqual([]);
    expect(found(service, { volumes }, { services: { web: { atEdge: true } } })).toEqual([
      `error volumes.keys-exposed ${at}.volumes[0]`,
    ]);
  });
});

describe("secrets", () => {
  test.each<[object, string]>([
    [{ environment: { DB_PASSWORD: "hunter2" } }, "error secrets.environment"],
    [{ environment: ["API_KEY=abc123def"] }, "error secrets.environment"],
    [{ environment: { jwtSecret: "abc" } }, "error secrets.environment"],
    [{ environment: { PASSWORD: "${PASSWORD:-changeme}" } }, "error secrets.environment"],
    [{ environment: { DATABASE_URL: "postgres://app:hunter2@db/app" } }, "error secrets.environment"],
    [{ environment: { DATABASE_URL: "postgres://app:${PW}@db/app" } }, "warning secrets.environment"],
    [{ environment: { PASSWORD: "${PASSWORD}" } }, "warning secrets.environment"],
    [{ environment: { PASSWORD: "${PASSWORD:?needed}" } }, "warning secrets.environment"],
    [{ environment: ["PASSWORD"] }, "warning secrets.environment"],
    [{ command: "redis-server --requirepass hunter2" }, "error secrets.arguments"],
    [{ command: ["app", "--api-key=abc123def"] }, "error secrets.arguments"],
    [{ command: ["app", "postgres://app:hunter2@db/app"] }, "error secrets.arguments"],
    [{ entrypoint: ["sh", "-c", "exec app --db-password ${DB_PASSWORD}"] }, "error secrets.arguments"],
    [{ command: "mysqldump -psecret123 shop" }, "error secrets.arguments"],
    [{ command: ["sh", "-c", "mariadb-dump -uroot -p$$PASSWORD shop > /dump"] }, "error secrets.arguments"],
    [
      { command: ["gosu", "app", "/usr/bin/mongodump", "-u", "app", "-p", "secret123"] },
      "error secrets.arguments",
    ],
    [{ command: "mysql --password=x1y2z3" }, "error secrets.arguments"],
    [{ command: ["sshpass", "-psecret123", "ssh", "host"] }, "error secrets.arguments"],
    [{ healthcheck: { test: ["CMD", "redis-cli", "-a", "secret123", "ping"] } }, "error secrets.arguments"],
    ...[
      "PGPASSWORD",
      "PASSWORD_1",
      "DB_PASS1",
      "SECRET_KEY_BASE",
      "JWT",
      "SMTP_PW",
      "JWT_SECRETS",
      "db.apiKey",
    ].map((name): [object, string] => [{ environment: { [name]: "hunter2" } }, "error secrets.environment"]),
    ...[
      `ghp_${"a1".repeat(18)}`,
      `github_pat_${"11AB".repeat(8)}`,
      `sk-${"ab1".repeat(12)}`,
      `xoxb-${"1234567890"}-abcdef`,
      "AKIAIOSFODNN7EXAMPLE",
      `nsec1${"q".repeat(58)}`,
      `glpat-${"x".repeat(20)}`,
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blb\n",
    ].flatMap((value): [object, string][] => [
      [{ environment: { MODE: `x ${value}` } }, "error secrets.environment"],
      [{ labels: { "com.example.mode": value } }, "error secrets.plain-text"],
      [{ command: ["app", value] }, "error secrets.arguments"],
      [
        { healthcheck: { test: ["CMD", "curl", "-H", `Authorization: ${value}`] } },
        "error secrets.arguments",
      ],
    ]),
    [{ environment: { DSN: "app:hunter2@tcp(db:3306)/shop" } }, "error secrets.environment"],
    [{ environment: { DSN: "host=db password=hunter2" } }, "error secrets.environment"],
    [{ environment: { CONNECTION: "Server=db;Password=hunter2;" } }, "error secrets.environment"],
    [{ environment: { JAVA_OPTS: "-Dspring.datasource.password=hunter2" } }, "error secrets.environment"],
    [{ environment: { DB_PASSWORD: "/hunter2/x" } }, "error secrets.environment"],
    [{ environment: { DB_PASSWORD: "./hunter2" } }, "error secrets.environment"],
    [{ environment: { DB_PASSWORD: "${X}hunter2" } }, "error secrets.environment"],
    [{ environment: { DB_URL: "postgres://app:$$ecret@db/shop" } }, "error secrets.environment"],
    [{ labels: { "com.example.db-password": "hunter2" } }, "error secrets.plain-text"],
    [{ labels: ["com.example.db=postgres://app:hunter2@db"] }, "error secrets.plain-text"],
    [{ command: ["env", "PGPASSWORD=hunter2", "psql"] }, "error secrets.arguments"],
    [{ command: ["sh", "-c", "export PGPASSWORD=hunter2; psql"] }, "error secrets.arguments"],
    [{ healthcheck: { test: "PGPASSWORD='hunter2' psql -c 'select 1'" } }, "error secrets.arguments"],
    [{ post_start: [{ command: "psql --password hunter2" }] }, "error secrets.arguments"],
    [{ post_start: [{ command: "x", environment: { PASSWORD: "hunter2" } }] }, "error secrets.environment"],
    [{ build: { context: ".", args: { NPM_TOKEN: "hunter2" } } }, "error secrets.environment"],
    [{ healthcheck: { test: "mysqladmin ping -psecret123" } }, "error secrets.arguments"],
  ])("%j", (service, expected) => {
    expect(findingsOfService(service).map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([expected]);
  });

  test.each<[object]>([
    [{ environment: { DB_PASSWORD_FILE: "/run/secrets/db" } }],
    [{ environment: { MNEMONIC_SECRET: "/run/secrets/mnemonic" } }],
    [{ environment: { ALLOW_EMPTY_PASSWORD: "yes", PASSWORD: "" } }],
    [{ environment: { TOKEN_LIFETIME: "30m", PUBLIC_KEY: "02ab", KEYBOARD: "us", BYPASS: "now" } }],
    [{ environment: { PASSWORD_MIN_LENGTH: 8, REQUIRE_PASSWORD: true, MAX_TOKENS: 128_000, TOKEN: "none" } }],
    [{ environment: { DB_PASSWORD: "/data/password" }, volumes: ["data:/data"] }],
    [{ environment: { DB_PASSWORD: "/tmp/password" }, tmpfs: ["/tmp:size=1m"] }],
    [{ environment: { DB_PASSWORD: "/etc/shop/password", IMAGE: "sk-learn-model-of-somebody" } }],
    [{ environment: { URL: "https://web/?token={token}&a=b" } }],
    [{ labels: { "com.example.password-file": "/run/secrets/x", "com.example.token": "true" } }],
    [{ command: ["sh", "-c", "PASSWORD=$$(cat /run/secrets/x); export TOKEN=none; app"] }],
    [{ healthcheck: { test: 'PGPASSWORD="$$(cat /run/secrets/db)" psql' } }],
    [{ environment: { URL: "http://web:8080/a@b" } }],
    [{ command: ["app", "--password-file", "/run/secrets/db", "--token-type", "jwt"] }],
    [{ command: ["app", "--password", "--verbose"] }],
    [{ command: ["psql", "-p", "5432"] }],
    [{ command: ["mysqldump", "-p", "shop"] }],
    [{ command: ["mysql", "-P", "3306", "-u", "app"] }],
    [{ command: ["mongosh", "-p"] }],
    [{ healthcheck: { test: ["CMD-SHELL", 'mysqladmin ping -p"$$(cat /run/secrets/root)"'] } }],
  ])("%j is fine", (service) => {
    expect(found(service)).toEqual([]);
  });
});
