import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createAggregatorHost, mongoImage, rendered, tls, toolsImage } from "./support/aggregator-host.ts";

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
  *) printf '%s\\n' "$*" >>"$FAKE_ENGINE/cosign.words"; printf '%s\\n' "\${!#}" >>"$FAKE_ENGINE/cosign" ;;
esac`,
  );
  const verified = () => made.read("cosign").trimEnd().split("\n");
  const settings = () => readFileSync(join(made.state, "aggregator.env"), "utf8");
  return { ...made, settings, verified };
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

test("a check verifies for whom its own environment names, unless it is told not to; a key and an identity are refused", {
  timeout: 120_000,
}, async () => {
  await using stack = await host();
  expect((await stack.start([...tls, "--verify"], { VERIFY_IDENTITY: "somebody" })).code).toBe(0);
  await stack.start(["--check", "--no-verify"]);
  expect(stack.verified()).toHaveLength(own.length);
  const { out } = await stack.start(["--check"], { VERIFY_KEY_FILE: "/cosign.pub" });
  expect(out).toContain("✓ signatures are those of the release");
  expect(stack.verified()).toHaveLength(2 * own.length);
  const words = stack.read("cosign.words").trimEnd().split("\n");
  const kept = words.slice(0, own.length);
  expect(kept.every((line) => line.includes("--certificate-identity somebody"))).toBe(true);
  expect(words.slice(own.length).every((line) => line.includes("--key /cosign.pub"))).toBe(true);
  const both = { VERIFY_KEY_FILE: "/cosign.pub", VERIFY_IDENTITY: "somebody" };
  expect(await stack.start(["upgrade"], both)).toMatchObject({
    code: 3,
    errors: expect.stringContaining("VERIFY_KEY_FILE and VERIFY_IDENTITY"),
  });
});

test("starts nothing when one image of ours is not signed", async () => {
  await using stack = await host("aggregator-tools@");
  const { code, errors } = await stack.start([...tls, "--verify"]);
  expect(errors).toMatch(/\[IMAGE_UNSIGNED\][\s\S]*aggregator-tools[\s\S]*--no-verify/);
  expect({ code, changes: stack.changes() }).toEqual({ code: 1, changes: [] });
});

test("what takes the place of an image of ours is verified, wherever it is from", {
  timeout: 120_000,
}, async () => {
  await using stack = await host("mirror.example");
  const override = join(stack.folder, "mirror.yml");
  const mirrored = "mirror.example/aggregator-proxy:1";
  stack.write(
    `images/${mirrored.replaceAll("/", "_")}`,
    `digest mirror.example/aggregator-proxy@${digest}\n`,
  );
  writeFileSync(override, `services:\n  aggregator-proxy:\n    image: ${mirrored}\n`);
  for (const flags of [[], ["--check"]]) {
    const { code, out, errors } = await stack.start([...tls, "--verify", "--override", override, ...flags]);
    expect(out + errors).toMatch(/\[IMAGE_UNSIGNED\][\s\S]*mirror\.example\/aggregator-proxy:1/);
    expect({ code, changes: stack.changes() }).toEqual({ code: 1, changes: [] });
  }
});

test("a rollback verifies as this command is told, also an image that is named by its id", {
  timeout: 120_000,
}, async () => {
  await using stack = await host();
  const path = `images/${toolsImage.replaceAll("/", "_")}`;
  const tools = toolsImage.replace(/:[^:]*$/, "");
  stack.write(path, "id sha256:old\n");
  await stack.start(tls);
  stack.write(path, "id sha256:new\n");
  stack.write("images/without-a-name", "id sha256:old\n");
  expect((await stack.start(["upgrade", "--no-backup"])).code).toBe(0);
  const before = stack.changes();
  const settings = stack.settings();
  const refused = await stack.start(["rollback", "--verify"]);
  expect(refused.errors).toMatch(/\[IMAGE_WITHOUT_DIGEST\][\s\S]*sha256:old/);
  expect({ code: refused.code, changes: stack.changes() }).toEqual({ code: 1, changes: before });
  expect(stack.settings()).toBe(settings);
  stack.write("images/without-a-name", `id sha256:old\ndigest ${tools}@${digest}\n`);
  const { code, errors } = await stack.start(["rollback", "--verify"], { VERIFY_KEY_FILE: "/cosign.pub" });
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(stack.verified().slice(-own.length)).toContain(`${tools}@${digest}`);
  const words = stack.read("cosign.words").trimEnd().split("\n").slice(-own.length);
  expect(words.every((line) => line.includes("--key /cosign.pub"))).toBe(true);
  // The version of before had not been told to verify; whoever goes back to it has.
  expect(stack.settings()).toMatch(/^RUN_VERIFY='true'\nVERIFY_KEY_FILE='\/cosign.pub'$/m);
  expect((await stack.start(["start"])).errors).toContain("[IMAGE_WITHOUT_DIGEST]");
});

test("a restore verifies before the stack is stopped", { timeout: 120_000 }, async () => {
  await using stack = await host("aggregator-tools@");
  expect((await stack.start(tls)).code).toBe(0);
  for (const name of ["backup", "content"]) mkdirSync(join(stack.engine, name));
  stack.write(
    "backup/summary",
    "made\t2026-01-01T00:00:00Z\nmaker\trun-aggregator.sh 0.6.0\nservice\taggregator\ngeneration\tv1\ngenesisId\tabcd\n" +
      "dataVersion\t1\npart\tmongo-data\tvolume\tstate\tmongo\n",
  );
  writeFileSync(join(stack.folder, "aggregator.age"), "encrypted\nrestored chain\n");
  writeFileSync(join(stack.folder, "key"), "AGE-SECRET-KEY-1MADE\n", { mode: 0o600 });
  const before = stack.changes();
  const restore = ["restore", join(stack.folder, "aggregator.age"), "--replace", "--verify"];
  const { code, errors } = await stack.start([...restore, "--identity-file", join(stack.folder, "key")]);
  expect(errors).toMatch(/\[IMAGE_UNSIGNED\][\s\S]*aggregator-tools/);
  expect({ code, changes: stack.changes() }).toEqual({ code: 1, changes: before });
});

test("a file that was rendered for a mirror has its images of ours verified, and no others", {
  timeout: 120_000,
}, async () => {
  const text = readFileSync(rendered, "utf8").replaceAll("ghcr.io/unicity-sphere/", "mirror.example/all/");
  await using stack = await host("mirror.example/all/aggregator-tools@");
  const file = join(stack.folder, "mirrored.yml");
  writeFileSync(file, text);
  const mirrored = own.map((image) => image.replace("ghcr.io/unicity-sphere/", "mirror.example/all/"));
  for (const image of mirrored)
    stack.write(`images/${image.replaceAll("/", "_")}`, `digest ${image.replace(/:[^:]*$/, "")}@${digest}\n`);
  const { code, out, errors } = await stack.start([...tls, "--verify", "--compose-file", file]);
  expect(errors).toMatch(/\[IMAGE_UNSIGNED\][\s\S]*mirror\.example\/all\/aggregator-tools/);
  expect(out).toContain(`not covered by --verify: ${mongoImage} is of another publisher`);
  expect(out).not.toContain("not covered by --verify: mirror.example/all/");
  expect({ code, changes: stack.changes() }).toEqual({ code: 1, changes: [] });
});
