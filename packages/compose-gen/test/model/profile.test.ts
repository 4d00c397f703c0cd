import { expect, test } from "vitest";
import { compileConfig, defineConfig, planStack } from "../../src/index.ts";
import { stackOf } from "../support/minimal.ts";
import { mistakes } from "../support/mistakes.ts";

const reference = "registry.example/shop:1.0.0";
const digest = `sha256:${"ab".repeat(32)}`;
const entry = { reference, digest, source: "a test", resolvedAt: null, verified: false };
const http = { port: 80, protocol: "http", scope: "loopback" as const, published: 8080 };

/** A configuration whose only profile publishes loopback endpoints there. */
function publishedOn(loopback: unknown) {
  return defineConfig({
    project: "acme",
    images: { shop: { repository: "registry.example/shop", tag: "1.0.0", user: "1001:1001" } },
    lock: { lockVersion: 1, images: { shop: entry } },
    profiles: [{ name: "local", description: "Here", addresses: { loopback: loopback as string } }],
    stacks: [stackOf([{ endpoints: { http } }])],
  });
}

test.each([{ endpoint: "nope/http" }, { consumes: "other" }, { join: ["a", { endpoint: "web/http" }] }, ""])(
  "%j is no address of a host",
  (address) => {
    expect(mistakes(() => publishedOn(address)).join("\n")).toContain("profiles[0].addresses.loopback");
  },
);

test("an address is text, a variable, or both joined", () => {
  const config = publishedOn({ join: ["10.0.0.", { variable: "LAST", default: "1" }] });
  const definitions = compileConfig(config, { acceptFindings: true });
  const [profile] = config.profiles;
  const [generation] = config.generations;
  const [stack] = config.stacks.default ?? [];
  if (!profile || !generation || !stack) throw new Error("the configuration has all three");
  const plan = planStack(definitions, stack, profile, generation);
  expect(plan.compose.services.web?.ports?.[0]?.host_ip).toBe(`10.0.0.\${LAST:-1}`);
});
