// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose
import { describe, expect, test } from "vitest";
import { compileConfig, defineConfig, type ServiceInput } from "../../../src/index.ts";
import { subjectsOf } from "../../../src/lint/definition/subject.ts";
import { lint } from "../../../src/lint/lint.ts";
import { shopConfig } from "../../fixtures/shop.ts";
import { errors, found, stackOf } from "./definition.ts";

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
