import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { resolveDigest } from "../../src/lock/resolve-digest.ts";
import { errorOf, testClient } from "./support/client.ts";
import { fakeRegistry } from "./support/fake-registry.ts";
import { followedWorkplace, newer, older, REPOSITORY } from "./support/followed.ts";
import { edit, readLock } from "./support/workplace.ts";

test("the first update asks for the followed tag, and only the digest and the source tell of it", async () => {
  const { lock, file, registry } = await followedWorkplace();
  expect((await lock(["--update", "payment"])).code).toBe(0);
  expect(registry.seen.map(({ url }) => url)).toEqual(["/v2/acme/payment/manifests/latest"]);
  expect(readLock(file).images.payment).toMatchObject({
    reference: REPOSITORY,
    digest: older.digest,
    platforms: ["linux/amd64", "linux/arm64"],
    source: "mirror of registry.example, tag latest",
    verified: true,
  });
});

test("an update of all keeps the digest when the tag moves, one by name takes the new one", async () => {
  const { lock, file, move } = await followedWorkplace();
  await lock(["--update"]);
  const before = readFileSync(file, "utf8");
  move(newer);
  const all = await lock(["--update"]);
  expect(all).toMatchObject({ code: 0, out: expect.stringMatching(/^same {6}payment /m) });
  expect(readFileSync(file, "utf8")).toBe(before);
  const named = await lock(["--update", "payment"]);
  expect(named.out).toContain(`${newer.digest} (linux/amd64, linux/arm64), was ${older.digest}`);
  expect(readLock(file).images.payment?.digest).toBe(newer.digest);
});

test("a digest that nobody had confirmed is confirmed as it is, whatever the tag is now", async () => {
  const { lock, file, move } = await followedWorkplace();
  await lock(["--update"]);
  edit(file, "payment", { verified: false, source: "somebody's Dockerfile", platforms: [] });
  move(newer);
  expect((await lock(["--update"])).out).toMatch(/^confirmed payment /m);
  expect(readLock(file).images.payment).toMatchObject({
    digest: older.digest,
    platforms: ["linux/amd64", "linux/arm64"],
    source: "mirror of registry.example",
    verified: true,
  });
});

test("a check asks whether the digest exists, and only --outdated says that the tag moved on", async () => {
  const { lock, move } = await followedWorkplace();
  const state = async () => (await lock(["--outdated", "payment"])).out;
  expect(await state()).toContain(`no digest yet; latest is ${older.digest}`);
  await lock(["--update"]);
  expect(await state()).toContain("latest is still the digest of the lock");
  move(newer);
  expect(await lock(["--check"])).toMatchObject({ code: 0, err: expect.not.stringContaining("problem") });
  expect(await state()).toContain(`latest has moved: ${newer.digest}`);
  expect(JSON.parse((await lock(["--outdated", "payment", "--json"])).out).images).toEqual([
    { key: "payment", reference: REPOSITORY, status: "moved", follows: "latest", now: newer.digest },
  ]);
});

test("a digest that the registry no longer has fails the check, and stays until somebody takes another", async () => {
  const { lock, file } = await followedWorkplace();
  await lock(["--update"]);
  const gone = `sha256:${"e".repeat(64)}`;
  edit(file, "payment", { digest: gone });
  const { code, err } = await lock(["--check"]);
  expect(code).toBe(1);
  expect(err).toContain("[REGISTRY_NO_SUCH_DIGEST]");
  expect(err).toContain("`compose-gen lock --update payment --config config.json`");
  expect((await lock(["--update"])).code).toBe(1);
  expect(readLock(file).images.payment?.digest).toBe(gone);
  expect((await lock(["--update", "payment"])).code).toBe(0);
  expect(readLock(file).images.payment?.digest).toBe(older.digest);
});

test("what the registry sends in place of the digest is refused", async () => {
  const registry = await fakeRegistry();
  registry.put(`acme/payment@${older.digest}`, newer);
  const error = await errorOf(resolveDigest(testClient(`${registry.host}/acme/payment`), older.digest, "x"));
  expect(error.code).toBe("REGISTRY_UNTRUSTED");
  expect(error.parts.evidence).toContain(newer.digest);
});

test("the digest of a tag is not taken for one of an image that follows a tag", async () => {
  const { lock, file, configure } = await followedWorkplace();
  await lock(["--update"]);
  edit(file, "payment", { reference: `${REPOSITORY}:1.0.0`, digest: newer.digest });
  configure();
  expect((await lock(["--outdated", "payment"])).out).toContain("no digest yet");
  const check = await lock(["--check", "--offline"]);
  expect(check).toMatchObject({ code: 1, err: expect.stringContaining("[lock.tag-changed]") });
  await lock(["--update"]);
  expect(readLock(file).images.payment).toMatchObject({ reference: REPOSITORY, digest: older.digest });
});
