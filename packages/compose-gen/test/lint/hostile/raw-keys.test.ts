// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose
import { describe, expect, test } from "vitest";
import type { StackInput } from "../../../src/index.ts";
import type { RawCompose } from "../../../src/model/raw-compose.ts";
import { errors, found } from "./definition.ts";

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
