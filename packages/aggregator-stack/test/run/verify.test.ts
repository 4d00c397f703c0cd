import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createAggregatorHost, mongoImage, rendered, tls } from "./support/aggregator-host.ts";

const digest = `sha256:${"a".repeat(64)}`;
const own = [
  ...new Set(
    [...readFileSync(rendered, "utf8").matchAll(/image: (ghcr\.io\/unicity-sphere\/\S+)/g)].map(([, image]) =>
      String(image),
    ),
  ),
].sort();
const repositories = own.map((image) => image.replace(/:[^:/]*(?:@.*)?$/, ""));

/** A host whose images of ours have digests of a registry; its cosign knows a signature of each but of `unsigned`. */
async function host(unsigned = "nothing") {
  const made = await createAggregatorHost();
  for (const [index, image] of own.entries())
    made.write(`images/${image.replaceAll("/", "_")}`, `digest ${repositories[index]}@${digest}\n`);
  made.program(
    "cosign",
    `case "$1 $*" in
  triangulate*) last=\${!#}; printf '%s\\n' "\${last%:*}@${digest}" ;;
  *${unsigned}*) printf 'Error: no signatures found\\n' >&2; exit 10 ;;
  *) printf '%s\\n' "\${!#}" >>"$FAKE_ENGINE/cosign" ;;
esac`,
  );
  const verified = () => made.read("cosign").trimEnd().split("\n");
  return { ...made, verified };
}

test("starts a stack whose images of ours are all signed, tells the others, and goes on so until it is told not to", {
  timeout: 120_000,
}, async () => {
  await using stack = await host();
  const { code, out, errors } = await stack.start([...tls, "--verify"]);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(stack.verified()).toEqual(repositories.map((repository) => `${repository}@${digest}`));
  expect(out).toContain(`not covered by --verify: ${mongoImage} is of another publisher`);
  expect((await stack.start(["start"])).code).toBe(0);
  expect(stack.verified()).toHaveLength(2 * own.length);
  expect((await stack.start(["start", "--no-verify"])).code).toBe(0);
  expect((await stack.start(["start"])).code).toBe(0);
  expect(stack.verified()).toHaveLength(2 * own.length);
  expect((await stack.start(["--check", "--verify"])).out).toContain("✓ signatures are those of the release");
  expect(stack.verified()).toHaveLength(3 * own.length);
});

test("starts nothing when one image of ours is not signed", async () => {
  await using stack = await host("aggregator-tools@");
  const { code, errors } = await stack.start([...tls, "--verify"]);
  expect(errors).toMatch(/\[IMAGE_UNSIGNED\][\s\S]*aggregator-tools[\s\S]*--no-verify/);
  expect({ code, changes: stack.changes() }).toEqual({ code: 1, changes: [] });
});
