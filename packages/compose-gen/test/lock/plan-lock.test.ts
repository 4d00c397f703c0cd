import { expect, test } from "vitest";
import type { Answers } from "../../src/lock/answer.ts";
import { checkForm } from "../../src/lock/check-form.ts";
import { checkRegistry } from "../../src/lock/check-registry.ts";
import { lockText } from "../../src/lock/lock-text.ts";
import { planLock } from "../../src/lock/plan-lock.ts";
import { readLock } from "../../src/lock/read-lock.ts";
import type { ResolvedTag } from "../../src/lock/resolve-tag.ts";
import type { Image, Images } from "../../src/model/image.ts";
import type { Lock, LockEntry } from "../../src/model/lock.ts";
import { dockerList, ociIndex, ociManifest } from "./support/image.ts";

const digest = (fill: string) => `sha256:${fill.repeat(64)}`;
const image = (platforms?: string[]): Image => ({
  repository: "registry.example/acme/app",
  tag: "1.0.0",
  tools: [],
  ...(platforms ? { platforms } : {}),
});
const reference = "registry.example/acme/app:1.0.0";
const tagOnly: LockEntry = {
  reference,
  digest: null,
  platforms: [],
  source: "a public file",
  resolvedAt: null,
  verified: false,
  waiver: { reason: "not locked yet", expires: "2030-01-31" },
};
const resolved: ResolvedTag = {
  digest: digest("a"),
  mediaType: ociIndex,
  index: true,
  platforms: ["linux/amd64", "linux/arm64"],
  children: [
    { platform: "linux/amd64", digest: digest("b") },
    { platform: "linux/arm64", digest: digest("c") },
  ],
  source: "registry registry.example",
  resolvedAt: "2030-01-02T03:04:05Z",
};
const { index: _index, children: _children, ...fields } = resolved;
const confirmed: LockEntry = { reference, ...fields, verified: true };
const recorded: LockEntry = { ...tagOnly, digest: digest("a"), waiver: undefined };
const lockOf = (entry?: LockEntry): Lock => ({ lockVersion: 1, images: entry ? { app: entry } : {} });
const answer = (change: Partial<ResolvedTag> = {}): Answers => ({
  app: { ok: true, value: { ...resolved, ...change } },
});
const failure = (code: string): Answers => ({ app: { ok: false, error: { code, what: "It failed." } } });

/** What update and check make of the same answer. */
function outcomeOf(entry: LockEntry | undefined, answers: Answers, images: Images = { app: image() }) {
  const lock = lockOf(entry);
  const plan = planLock(images, lock, answers, true);
  return {
    outcome: plan.images[0]?.outcome,
    changed: plan.changed,
    entry: plan.lock.images.app,
    found: checkRegistry(images, lock, answers).map(({ level, code }) => `${level} ${code}`),
  };
}

test("an image without an entry gets one that is verified", () => {
  expect(outcomeOf(undefined, answer())).toEqual({
    outcome: "added",
    changed: true,
    entry: confirmed,
    found: [],
  });
});

test("a tag without digest loses its waiver once its digest is known", () => {
  expect(outcomeOf(tagOnly, answer())).toEqual({
    outcome: "added",
    changed: true,
    entry: confirmed,
    found: ["note lock.resolvable"],
  });
});

test("a digest that nobody had confirmed becomes verified", () => {
  expect(outcomeOf(recorded, answer())).toEqual({
    outcome: "confirmed",
    changed: true,
    entry: confirmed,
    found: ["note lock.confirmable"],
  });
});

test("an entry that says the same stays untouched, with its time", () => {
  const older = { ...confirmed, resolvedAt: "2029-12-31T00:00:00Z" };
  expect(outcomeOf(older, answer())).toEqual({ outcome: "same", changed: false, entry: older, found: [] });
});

test("a tag that moved is a problem for a check, and refused by an update that does not name it", () => {
  const before = { ...confirmed, digest: digest("d") };
  expect(outcomeOf(before, answer())).toEqual({
    outcome: "refused",
    changed: false,
    entry: before,
    found: ["problem lock.digest-differs"],
  });
  const { error } = planLock({ app: image() }, lockOf(before), answer(), true).images[0] ?? {};
  expect(error).toEqual({
    code: "TAG_MOVED",
    what: expect.stringContaining("another image than the lock has"),
    where: reference,
    evidence: `lock     ${digest("d")}\nregistry ${digest("a")}`,
    cause: expect.any(String),
    next: expect.stringContaining("`compose-gen lock --update app`"),
  });
  const named = planLock({ app: image() }, lockOf(before), answer(), false);
  expect(named.images[0]).toMatchObject({ outcome: "moved", before: digest("d"), after: digest("a") });
  expect(named.lock.images.app).toEqual(confirmed);
});

test("the digest of one platform is recognised as that instead of as a moved tag", () => {
  const child = { ...recorded, digest: digest("c") };
  expect(outcomeOf(child, answer())).toEqual({
    outcome: "was-child",
    changed: true,
    entry: confirmed,
    found: ["problem lock.child-manifest"],
  });
  const plan = planLock({ app: image() }, lockOf(child), answer(), true);
  expect(plan.images[0]).toMatchObject({ before: digest("c"), after: digest("a"), childOf: "linux/arm64" });
});

test("a tag that changed in images.json gets the digest of its own", () => {
  const other = { ...confirmed, reference: "registry.example/acme/app:0.9.0", digest: digest("d") };
  expect(outcomeOf(other, answer())).toMatchObject({ outcome: "added", entry: confirmed });
});

test("recorded platforms that the image does not have are a problem, and corrected", () => {
  const wrong = { ...confirmed, platforms: ["linux/amd64", "linux/s390x"] };
  expect(outcomeOf(wrong, answer())).toMatchObject({ entry: confirmed, found: ["problem lock.platforms"] });
});

test("an image without a platform that images.json promises is refused, and its entry stays", () => {
  const result = outcomeOf(recorded, answer(), { app: image(["linux/amd64", "linux/s390x"]) });
  expect(result).toEqual({
    outcome: "refused",
    changed: false,
    entry: recorded,
    found: ["problem PLATFORM_MISSING"],
  });
});

test("a tag that is one manifest is recorded as that", () => {
  const single = answer({ index: false, mediaType: ociManifest, platforms: ["linux/amd64"], children: [] });
  const result = outcomeOf(undefined, single, { app: image(["linux/amd64"]) });
  expect(result.entry).toMatchObject({ mediaType: ociManifest, platforms: ["linux/amd64"] });
  expect(result.found).toEqual(["note lock.no-index"]);
});

test.each([
  ["REGISTRY_UNREACHABLE", "unreachable"],
  ["REGISTRY_TIMEOUT", "unreachable"],
  ["REGISTRY_RATE_LIMITED", "unreachable"],
  ["REGISTRY_DENIED", "refused"],
  ["REGISTRY_UNTRUSTED", "refused"],
  ["DIGEST_OF_CHILD", "refused"],
])("after %s the entry stays, and the outcome is %s", (code, outcome) => {
  const level = outcome === "refused" ? "problem" : outcome;
  expect(outcomeOf(tagOnly, failure(code))).toEqual({
    outcome,
    changed: false,
    entry: tagOnly,
    found: [`${level} ${code}`],
  });
  expect(outcomeOf(undefined, failure(code))).toMatchObject({ outcome, changed: false, entry: undefined });
});

test("one image that fails does not keep the others from their digests", () => {
  const images = { app: image(), next: image() };
  const lock: Lock = { lockVersion: 1, images: { app: tagOnly, next: tagOnly } };
  const plan = planLock(images, lock, { ...failure("REGISTRY_TIMEOUT"), next: answer().app as never }, true);
  expect(plan.changed).toBe(true);
  expect(plan.lock.images).toEqual({ app: tagOnly, next: confirmed });
  expect(lock.images).toEqual({ app: tagOnly, next: tagOnly });
});

test("entries without an image go, unless only some images are updated", () => {
  const lock: Lock = { lockVersion: 1, images: { app: confirmed, gone: confirmed } };
  const all = planLock({ app: image() }, lock, answer(), true);
  expect(all.changed).toBe(true);
  expect(all.images.map(({ key, outcome }) => `${key} ${outcome}`)).toEqual(["app same", "gone removed"]);
  expect(Object.keys(all.lock.images)).toEqual(["app"]);
  expect(planLock({ app: image() }, lock, answer(), false)).toMatchObject({ changed: false, lock });
});

test.each<[string, Lock, string[]]>([
  ["nothing to say", lockOf(confirmed), []],
  ["a missing entry", lockOf(), ["problem lock.missing"]],
  [
    "an entry of another tag",
    lockOf({ ...confirmed, reference: "registry.example/acme/app:0.9.0" }),
    ["problem lock.tag-changed"],
  ],
  ["a tag without digest", lockOf(tagOnly), ["note lock.tag-only"]],
  ["an unverified digest", lockOf(recorded), ["note lock.unverified"]],
  [
    "a waiver on its last day",
    lockOf({ ...tagOnly, waiver: { reason: "not locked yet", expires: "2030-01-15" } }),
    ["note lock.tag-only"],
  ],
  [
    "a waiver after its last day",
    lockOf({ ...tagOnly, waiver: { reason: "not locked yet", expires: "2030-01-14" } }),
    ["problem lock.waiver-expired", "note lock.tag-only"],
  ],
  [
    "a verified entry without a promised platform",
    lockOf({ ...confirmed, platforms: ["linux/arm64"] }),
    ["problem lock.platforms"],
  ],
  [
    "an entry left over",
    { lockVersion: 1, images: { app: confirmed, apps: confirmed } },
    ["problem lock.orphan"],
  ],
])("the offline check finds %s", (_what, lock, expected) => {
  const findings = checkForm({ app: image(["linux/amd64"]) }, lock, "2030-01-15");
  expect(findings.map(({ level, code }) => `${level} ${code}`)).toEqual(expected);
});

test("the text of a lock is sorted, ends with a newline and keeps short lists on one line", () => {
  const many = Array.from({ length: 9 }, (_, at) => `linux/arm${at}/v8`);
  const lock: Lock = {
    lockVersion: 1,
    images: { b: { ...confirmed, platforms: many }, a: { ...tagOnly, reference: "x] y" } },
  };
  const text = lockText(lock);
  expect(text).toContain(
    '{\n  "lockVersion": 1,\n  "images": {\n    "a": {\n      "reference": "x] y",\n      "digest": null,\n      "platforms": [],\n',
  );
  expect(text).toContain('"platforms": [\n        "linux/arm0/v8",\n');
  expect(lockText(lockOf(confirmed))).toContain('      "platforms": ["linux/amd64", "linux/arm64"],\n');
  expect(text.endsWith("}\n")).toBe(true);
  expect(readLock(text, "x")).toEqual(lock);
  const swapped = { ...lock, images: { a: lock.images.a, b: lock.images.b } } as Lock;
  expect(lockText(swapped)).toBe(text);
});

test.each([
  ["no JSON", "<<<<<<< HEAD", "LOCK_INVALID"],
  ["another version", '{"lockVersion":2,"images":{}}', "lockVersion"],
  ["an unknown field", '{"lockVersion":1,"images":{},"extra":1}', 'unknown key "extra"'],
  [
    "neither digest nor waiver",
    JSON.stringify(lockOf({ ...tagOnly, waiver: undefined })),
    "images.app.waiver",
  ],
  ["verified without digest", JSON.stringify(lockOf({ ...tagOnly, verified: true })), "images.app.verified"],
  [
    "a media type that is a list",
    JSON.stringify(lockOf({ ...confirmed, mediaType: [dockerList] as never })),
    "mediaType",
  ],
])("a lock file with %s is refused by its place", (_what, text, place) => {
  expect(() => readLock(text, "images.lock.json")).toThrow(place);
  expect(() => readLock(text, "images.lock.json")).toThrow("LOCK_INVALID");
});
