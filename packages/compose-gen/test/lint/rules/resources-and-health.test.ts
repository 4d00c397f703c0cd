// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose and of shells
import { describe, expect, test } from "vitest";
import type { LintFacts } from "../../../src/lint/subject.ts";
import { findingsOfService } from "../../support/lint.ts";

const found = (service: object, rest?: Record<string, unknown>, facts?: LintFacts) =>
  findingsOfService(service, rest, facts).map(({ rule, severity, path }) => `${severity} ${rule} ${path}`);
const _digest = `sha256:${"4d".repeat(32)}`;
const at = "services.web";

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
