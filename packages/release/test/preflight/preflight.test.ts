import { expect, test } from "vitest";
import { readWorkspace } from "../../src/lockstep/workspace.ts";
import {
  checkCheckout,
  checkClock,
  checkImages,
  checkNpm,
  checkOwner,
  describeChecks,
  exitCodeOfChecks,
  type PreflightCheck,
} from "../../src/preflight/index.ts";
import { OCI_INDEX } from "../../src/registry/stored-manifest.ts";
import { type Answer, startAnswers } from "../support/answers.ts";
import { testSession } from "../support/session.ts";
import { sampleWorkspace } from "../support/workspace.ts";

const ask = { fetch: globalThis.fetch, timeout: 20_000 };
const today = new Date("2026-12-01T00:00:00Z");
const clean = { changed: [], revision: "a".repeat(40) };
/** Port 2 (compressnet) of this machine: nobody listens, and `fetch` does not refuse it. */
const NOBODY = "127.0.0.1:2";

const statesOf = (checks: readonly PreflightCheck[]) =>
  Object.fromEntries(checks.map(({ id, state }) => [id, state]));

/** A registry with Basic logins, in which each image is public, private, or not there. */
async function startRegistry(images: Record<string, "public" | "private">) {
  const refused: Answer = { status: 401, headers: { "www-authenticate": 'Basic realm="us"' } };
  const found: Answer = {
    status: 200,
    headers: { "content-type": OCI_INDEX },
    body: { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] },
  };
  return startAnswers((path, login) => {
    const image = images[/^\/v2\/us\/([^/]+)\/manifests\/0\.6\.0$/.exec(path)?.[1] ?? ""];
    if (image === "public") return found;
    if (!login) return refused;
    return image === "private" ? found : { status: 404 };
  });
}

test("a checkout says all that a first release lacks, with the next step of each", () => {
  const { folder, write, changeset, read } = sampleWorkspace();
  const before = statesOf(checkCheckout(readWorkspace(folder), clean, [], today));
  expect(before).toEqual({
    ...{ "tree.clean": "ok", "changesets.taken": "ok", lockstep: "ok", rendered: "ok", waivers: "ok" },
    ...{ "pins.resolved": "missing", "pins.verified": "missing" },
  });
  changeset({ "relay-image": "patch" });
  write("sdk.json", read("sdk.json").replace("0.6.14", "0.6.15"));
  const late = new Date("2030-01-02T00:00:00Z");
  const stale = [{ path: "generated/relay.yml", problem: "stale" as const }];
  const checks = checkCheckout(readWorkspace(folder), { ...clean, changed: ["sdk.json"] }, stale, late);
  expect(new Set(Object.values(statesOf(checks)))).toEqual(new Set(["missing"]));
  for (const { evidence, next } of checks) expect([evidence, next]).not.toContain(undefined);
  expect(checks.find(({ id }) => id === "waivers")?.evidence).toContain("mongo: until 2030-01-01");
});

test("images that are public, private and not there are told apart with a login", async () => {
  const { host, asked } = await startRegistry({ relay: "public", faucet: "private" });
  const [login, relay, faucet, ...others] = await checkImages(`${host}/us`, "0.6.0", testSession());
  expect([login, relay, faucet].map((check) => check?.state)).toEqual(["ok", "ok", "missing"]);
  expect(faucet).toMatchObject({
    evidence: "it is published, and private",
    next: expect.stringContaining("public"),
  });
  expect(others.map(({ state }) => state)).toEqual(["later", "later", "later"]);
  // It only reads.
  expect(asked.filter((line) => !line.startsWith("GET "))).toEqual([]);
});

test("without a login it is missing, and images are for later", async () => {
  const { host, asked } = await startRegistry({ relay: "public", faucet: "private" });
  const session = testSession({ findCredentials: () => undefined });
  const [login, relay, faucet] = await checkImages(`${host}/us`, "0.6.0", session);
  expect(login).toMatchObject({ state: "missing", next: expect.stringContaining(`docker login ${host}`) });
  expect([relay?.state, faucet?.state]).toEqual(["ok", "later"]);
  expect(asked.filter((line) => line.endsWith(" login"))).toEqual([]);
});

test("packages of npm are asked for one by one, and private ones not at all", async () => {
  const trusted = { _npmUser: { name: "GitHub Actions", trustedPublisher: { id: "github" } } };
  const packument = (version: object) => ({
    "dist-tags": { latest: "0.6.0" },
    versions: { "0.6.0": version },
  });
  const { origin, asked } = await startAnswers((path) => {
    if (path === "/@unicity-sphere%2fcompose-gen") return { status: 200, body: packument(trusted) };
    return { status: 404, body: { error: "Not found" } };
  });
  const { folder } = sampleWorkspace();
  const [first, second, ...others] = await checkNpm(readWorkspace(folder), origin, ask);
  expect(first).toMatchObject({ state: "ok", what: expect.stringContaining("@unicity-sphere/compose-gen") });
  expect(second).toMatchObject({ state: "missing", next: expect.stringContaining("by hand") });
  expect(others).toEqual([]);
  expect(asked.sort()).toEqual(["GET /@unicity-sphere%2fcompose-gen", "GET /@unicity-sphere%2fstackctl"]);
  const byHand = await startAnswers(() => ({
    status: 200,
    body: packument({ _npmUser: { name: "somebody" } }),
  }));
  const [manual] = await checkNpm(readWorkspace(folder), byHand.origin, ask);
  expect(manual).toMatchObject({ state: "unknown", next: expect.stringContaining("trusted publisher") });
});

test.each<[number, PreflightCheck["state"]]>([
  [200, "ok"],
  [404, "missing"],
  [403, "unknown"],
])("an owner for whom GitHub answers %i is %s", async (status, state) => {
  const { origin, asked } = await startAnswers(() => ({ status, body: {} }));
  expect(await checkOwner("ghcr.io/us", origin, ask)).toMatchObject([{ id: "owner.exists", state }]);
  expect(asked).toEqual(["GET /users/us"]);
  expect(await checkOwner("127.0.0.1:5000/us", origin, ask)).toEqual([]);
});

test.each<[string, Record<string, string>, PreflightCheck["state"]]>([
  ["four minutes off", { date: "Tue, 01 Dec 2026 00:04:00 GMT" }, "ok"],
  ["six minutes off", { date: "Tue, 01 Dec 2026 00:06:00 GMT" }, "missing"],
  ["years off", { date: "Thu, 01 Jan 2037 00:00:00 GMT" }, "missing"],
  ["compared with an answer that a cache kept", { date: "Mon, 30 Nov 2026 23:00:00 GMT", age: "3600" }, "ok"],
])("a clock that is %s", async (_, headers, state) => {
  const { host, asked } = await startAnswers(() => ({ status: 401, headers }));
  const checks = await checkClock(`${host}/us`, ask, () => today);
  expect(checks).toMatchObject([{ id: "clock.right", state }]);
  expect(asked).toEqual(["GET /v2/"]);
  if (state === "ok") return;
  expect(checks[0]?.evidence).toMatch(/^here {2}2026-12-01T00:00:00Z\nthere 20/);
  expect(checks[0]?.next).toContain("timedatectl set-ntp true");
});

test("who does not answer is no reason to call anything missing", async () => {
  const { folder } = sampleWorkspace();
  const owner = await checkOwner("ghcr.io/us", `http://${NOBODY}`, ask);
  const npm = await checkNpm(readWorkspace(folder), `http://${NOBODY}`, ask);
  const [, ...images] = await checkImages(`${NOBODY}/us`, "0.6.0", testSession());
  const clock = await checkClock(`${NOBODY}/us`, ask, () => today);
  const checks = [...clock, ...owner, ...npm, ...images];
  expect(new Set(checks.map(({ state }) => state))).toEqual(new Set(["unreachable"]));
  for (const { evidence } of checks) expect(evidence).toContain(NOBODY);
  expect(exitCodeOfChecks(checks)).toBe(2);
});

test("unknown is never green, later is, and text names the next step", () => {
  const check = (state: PreflightCheck["state"]) => ({ id: "x.y", what: "X is so", state, next: "Do it." });
  expect(exitCodeOfChecks([check("ok"), check("later")])).toBe(0);
  expect(exitCodeOfChecks([check("ok"), check("unknown")])).toBe(1);
  expect(exitCodeOfChecks([check("unreachable"), check("missing")])).toBe(1);
  expect(describeChecks([check("ok"), check("missing")])).toBe(
    "✔ X is so [x.y: ok]\n✗ X is so [x.y: missing]\n  next: Do it.",
  );
});
