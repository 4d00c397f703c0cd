import { unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addRunning, createHost } from "./support/restoring.ts";
import { createWorld, type World } from "./support/world.ts";

const image = "registry.example/sample:1.2.3";
const digest = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"b".repeat(64)}`;
const waiver = "to do without: the same with --no-verify";

/** A host whose image has a digest, and whose cosign answers by its first word: text and exit code. */
async function host(answers: Readonly<Record<string, [string, number]>> = {}): Promise<World> {
  const world = await createWorld();
  world.next({ health: "healthy" });
  world.write(`images/${image.replace("/", "_")}`, `digest registry.example/sample@${digest}\n`);
  const all = { triangulate: [`registry.example/sample@${digest}`, 0], verify: ["", 0], ...answers };
  const cases = Object.entries(all).map(([word, [text, code]]) => {
    const stream = code === 0 ? "" : " >&2";
    return `${word}) printf '%s\\n' '${text}'${stream}; exit ${code} ;;`;
  });
  world.program(
    "cosign",
    `printf '%s\\n' "$*" >>"$FAKE_ENGINE/cosign"\ncase $1 in\n${cases.join("\n")}\nesac`,
  );
  return world;
}

const started = (world: World) => world.calls().some((call) => /^(create|start|rename)/.test(call));

test("an image that is signed starts, and later commands verify theirs, until they are told not to", async () => {
  await using world = await host();
  expect(await world.run(["--no-ssl", "--verify"])).toMatchObject({ code: 0, errors: "" });
  const asked = world.read("cosign").trimEnd().split("\n");
  expect(asked).toEqual([
    `triangulate --type digest ${image}`,
    "verify --annotations kind=index --certificate-oidc-issuer https://token.actions.githubusercontent.com " +
      "--certificate-identity-regexp ^https://github\\.com/(?i:unicity-sphere)/unicity-infra/\\.github/workflows/" +
      `release\\.yml@refs/(heads/main|tags/v[0-9][^/]*)$ registry.example/sample@${digest}`,
  ]);
  expect((await world.run(["start"])).code).toBe(0);
  expect(world.read("cosign").trimEnd().split("\n")).toEqual([...asked, ...asked]);
  expect((await world.run(["start", "--no-verify"])).code).toBe(0);
  expect((await world.run(["start"])).code).toBe(0);
  expect(world.read("cosign").trimEnd().split("\n")).toHaveLength(4);
});

test.for<[string, Readonly<Record<string, [string, number]>>, number]>([
  ["TAG_MOVED", { triangulate: [`registry.example/sample@${other}`, 0] }, 1],
  ["IMAGE_UNSIGNED", { verify: ["Error: no signatures found", 10] }, 1],
  ["IMAGE_IS_CHILD", { verify: ["Error: no matching signatures: missing or incorrect annotation", 12] }, 1],
  ["SIGNATURE_OTHER_IDENTITY", { verify: ["none of the expected identities matched what was in it", 12] }, 1],
  ["SIGNATURE_OTHER_KEY", { verify: ["invalid signature when validating ASN.1 encoded signature", 12] }, 1],
  ["SIGNATURE_INVALID", { verify: ["something else", 1] }, 1],
  ["VERIFY_UNREACHABLE", { verify: ["Get https://registry.example: dial tcp: refused", 1] }, 2],
  ["VERIFY_UNREACHABLE", { triangulate: ["dial tcp 127.0.0.1:1: connect: connection refused", 1] }, 2],
  ["VERIFY_UNREACHABLE", { verify: ["GET https://r: unexpected status code 503 Service Unavailable", 1] }, 2],
  ["VERIFY_UNREACHABLE", { verify: ["GET https://r: UNAUTHORIZED: authentication required", 1] }, 2],
  ["VERIFY_UNREACHABLE", { verify: ["GET https://r: TOOMANYREQUESTS: slow", 1] }, 2],
  [
    "VERIFY_UNREACHABLE",
    { triangulate: ["GET https://r: unexpected status code 429 Too Many Requests", 1] },
    2,
  ],
  ["VERIFY_UNREACHABLE", { verify: ["GET https://r: DENIED: requested access is denied", 1] }, 2],
  ["VERIFY_UNREACHABLE", { verify: ["GET https://r: unexpected status code 403 Forbidden", 1] }, 2],
  ["VERIFY_UNREACHABLE", { verify: ["error updating to TUF remote mirror: invalid", 1] }, 2],
  ["VERIFY_FILE_UNREADABLE", { verify: ["loading public key: open /k: no such file or directory", 1] }, 3],
])("%s: nothing starts, and the way around it is said", async ([code, answers, status]) => {
  await using world = await host(answers);
  const outcome = await world.run(["--no-ssl", "--verify"]);
  expect(outcome.errors).toContain(`[${code}]`);
  expect(outcome.errors).toContain(waiver);
  expect({ code: outcome.code, started: started(world) }).toEqual({ code: status, started: false });
  const check = await world.run(["--no-ssl", "--verify", "--check"]);
  expect(check.out).toContain(`[${code}]`);
  expect(check.code).toBe(1);
});

test("an image that was built here has nothing that could be verified", async () => {
  await using world = await host();
  world.write(`images/${image.replace("/", "_")}`, "");
  const { code, errors } = await world.run(["--no-ssl", "--verify"]);
  expect({ code, started: started(world) }).toEqual({ code: 1, started: false });
  expect(errors).toContain("[IMAGE_WITHOUT_DIGEST]");
});

test("without cosign it is stackctl that is asked, by tag and digest; without both nothing starts", async () => {
  await using world = await host();
  unlinkSync(join(world.folder, "bin/cosign"));
  const missing = await world.run(["--no-ssl", "--verify"]);
  expect({ code: missing.code, started: started(world) }).toEqual({ code: 3, started: false });
  expect(missing.errors).toMatch(/\[VERIFY_TOOL_MISSING\][\s\S]*apt-get install cosign[\s\S]*--no-verify/);
  world.program("stackctl", `printf '%s\\n' "$*" "$VERIFY_KEY_FILE" >>"$FAKE_ENGINE/stackctl"`);
  writeFileSync(join(world.folder, "cosign.pub"), "");
  const env = { VERIFY_KEY_FILE: "cosign.pub" };
  expect((await world.run(["--no-ssl", "--verify"], { env })).code).toBe(0);
  expect(world.read("stackctl")).toBe(`verify ${image}@${digest}\n${world.folder}/cosign.pub\n`);
  world.program("stackctl", "printf 'Nobody has signed this image. [IMAGE_UNSIGNED]\\n' >&2; exit 1");
  const refused = await world.run(["--no-ssl", "--verify", "--recreate"], { env });
  expect(refused.code).toBe(1);
  expect(refused.errors).toMatch(/\[IMAGE_REFUSED\][\s\S]*\[IMAGE_UNSIGNED\][\s\S]*--no-verify/);
});

test("a digest that is pinned is the one that is verified, and the tag of a line may move", async () => {
  await using world = await host({ triangulate: [`registry.example/sample@${other}`, 0] });
  for (const reference of [`registry.example/sample:1.2@${digest}`, `registry.example/sample@${digest}`]) {
    world.write(`images/${reference.replaceAll("/", "_")}`, "");
    const { code, errors } = await world.run(["--no-ssl", "--verify", "--image", reference]);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
  }
  const asked = world.read("cosign").trimEnd().split("\n");
  expect(asked.every((line) => line.startsWith("verify ") && line.endsWith(`sample@${digest}`))).toBe(true);
});

test("an image that is named by its id, as a rollback may do, is the one that its repository knows", async () => {
  await using world = await host();
  const path = `images/${image.replace("/", "_")}`;
  world.write(path, `id ${other}\n${world.read(path)}`);
  const { code, errors } = await world.run(["--no-ssl", "--verify", "--image", other]);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(world.read("cosign")).toMatch(new RegExp(`^verify .* registry\\.example/sample@${digest}\\n$`));
});

test("who has to have signed is said by one environment as a whole, and is a key or an identity", async () => {
  await using world = await host();
  const by = (name: string) => ({ env: { [name]: "/somebody" } });
  expect((await world.run(["--no-ssl", "--verify"], by("VERIFY_IDENTITY"))).code).toBe(0);
  expect((await world.run(["start"], by("VERIFY_KEY_FILE"))).code).toBe(0);
  const asked = world.read("cosign").split("\n");
  expect(asked[1]).toContain("--certificate-identity /somebody");
  expect(asked[3]).toContain("--key /somebody");
  for (const args of [["start"], ["--check", "--no-ssl", "--verify"]])
    expect(
      await world.run(args, { env: { VERIFY_KEY_FILE: "/somebody", VERIFY_ISSUER: "https://issuer" } }),
    ).toMatchObject({ code: 3, errors: expect.stringContaining("VERIFY_KEY_FILE and VERIFY_IDENTITY") });
  expect(world.read("cosign").split("\n")).toHaveLength(asked.length);
});

test("a rollback verifies as the last start has, though the version of before had not been told to", async () => {
  await using world = await host();
  const path = `images/${image.replace("/", "_")}`;
  world.write(path, `id sha256:three\n${world.read(path)}`);
  world.write(path.replace("1.2.3", "1.2.4"), `id sha256:four\ndigest registry.example/sample@${digest}\n`);
  expect((await world.run(["--no-ssl"])).code).toBe(0);
  const by = { env: { VERIFY_IDENTITY: "somebody" } };
  const upgrade = ["upgrade", "--to", "1.2.4", "--no-backup", "--verify"];
  expect(await world.run(upgrade, by)).toMatchObject({ code: 0 });
  const asked = () => world.read("cosign").trimEnd().split("\n");
  for (const command of ["rollback", "start"]) {
    const before = asked().length;
    expect(await world.run([command])).toMatchObject({ code: 0, errors: "" });
    expect(asked().slice(before)).toEqual([
      `triangulate --type digest ${image}`,
      expect.stringContaining("--certificate-identity somebody"),
    ]);
  }
});

test("a restore verifies before the service is stopped", async () => {
  await using made = await createHost();
  addRunning(made);
  made.program("cosign", "exit 1");
  const calls = made.calls().length;
  const { code, errors } = await made.restore(["--verify", "--replace"]);
  expect(errors).toContain("[IMAGE_WITHOUT_DIGEST]");
  expect(code).toBe(1);
  expect(
    made
      .calls()
      .slice(calls)
      .filter((call) => /^(stop|run|volume create)/.test(call)),
  ).toEqual([]);
});
