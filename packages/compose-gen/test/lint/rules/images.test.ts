// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose and of shells
import { describe, expect, test } from "vitest";
import type { LintFacts } from "../../../src/lint/subject.ts";
import { findingsOfService } from "../../support/lint.ts";

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
