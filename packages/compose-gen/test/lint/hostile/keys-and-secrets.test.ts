// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose
import { describe, expect, test } from "vitest";
import { defineService, type ServiceInput, type StackInput } from "../../../src/index.ts";
import { serviceInput } from "../../support/minimal.ts";
import { errors, health, secret, stackOf } from "./definition.ts";

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
