// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose and of shells
import { describe, expect, test } from "vitest";
import type { LintFacts } from "../../../src/lint/subject.ts";
import { findingsOfService } from "../../support/lint.ts";

const found = (service: object, rest?: Record<string, unknown>, facts?: LintFacts) =>
  findingsOfService(service, rest, facts).map(({ rule, severity, path }) => `${severity} ${rule} ${path}`);
const _digest = `sha256:${"4d".repeat(32)}`;
const at = "services.web";

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
