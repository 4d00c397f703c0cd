import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { releaseImages } from "../../src/images/release-images.ts";
import type { SessionOptions } from "../../src/registry/session.ts";
import { errorOf } from "../support/error-of.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openGate, type Verdict, type Write } from "../support/gate.ts";
import {
  contentOf,
  type DockerRegistry,
  skipped,
  startPrivateRegistry,
  testSession,
} from "../support/registry.ts";
import { sampleImage, sampleLayouts, sampleRelease } from "../support/sample.ts";

describe.skipIf(skipped)("a registry that does not take everything (Debian package docker-registry)", () => {
  let registry: DockerRegistry;
  beforeAll(async () => {
    registry = await startPrivateRegistry();
  });
  afterAll(() => registry?.[Symbol.asyncDispose]());

  /** Releases one image past a gate, and again without it. */
  async function attempt(
    owner: string,
    decide?: (write: Write) => Verdict,
    change: Partial<SessionOptions> = {},
  ) {
    const gate = await openGate(registry, decide);
    const images = [sampleImage("relay")];
    const publish = (host: string, session: SessionOptions) => {
      const release = sampleRelease(`${host}/${owner}`);
      const { layoutOf } = sampleLayouts(temporaryFolder(), release);
      return releaseImages({ images, release, session, problems: [], layoutOf });
    };
    const session = testSession(change);
    return {
      gate,
      waits: session.waits,
      first: publish(gate.host, session),
      again: () => publish(registry.host, testSession()),
    };
  }

  test("without a login it names the command that makes one", async () => {
    const { first, gate } = await attempt("no-login", undefined, { findCredentials: () => undefined });
    expect((await errorOf(first)).parts).toMatchObject({
      code: "LOGIN_MISSING",
      next: expect.stringContaining(`docker login ${gate.host}`),
    });
    expect(gate.writes).toEqual([]);
  });

  test("with a wrong password it says so, and no part of it", async () => {
    const wrong = Buffer.from("publisher:hunter2").toString("base64");
    const { first } = await attempt("wrong-password", undefined, { findCredentials: () => wrong });
    const error = await errorOf(first);
    expect(error.code).toBe("PUSH_DENIED");
    expect(error.message).not.toContain("hunter2");
    expect(error.message).not.toContain(wrong);
  });

  test("an account that may not write here is told what it lacks", async () => {
    const { first } = await attempt("denied", () => ({ status: 403 }));
    expect((await errorOf(first)).parts).toMatchObject({
      code: "PUSH_DENIED",
      evidence: expect.stringContaining("status 403"),
      cause: expect.stringContaining("write:packages"),
    });
  });

  test("a rate limit is waited for as long as it says, else longer each time", async () => {
    const answers: Verdict[] = [
      { status: 429, headers: { "retry-after": "7" } },
      { status: 429 },
      { status: 429 },
    ];
    const { first, waits, again } = await attempt("limited", () => answers.shift() ?? "pass");
    const [image] = await first;
    expect(waits).toEqual([7_000, 2_000, 4_000]);
    expect((await again())[0]).toMatchObject({ digest: image?.digest, sent: 0 });
  });

  test("a rate limit that goes on is reported, and the same command goes on later", async () => {
    const { first, again } = await attempt("much-limited", ({ at }) =>
      at < 4 ? "pass" : { status: 429, headers: { "retry-after": "3600" } },
    );
    expect((await errorOf(first)).parts).toMatchObject({
      code: "REGISTRY_RATE_LIMITED",
      next: expect.stringContaining("same command again"),
    });
    expect((await again())[0]?.sent).toBeGreaterThan(0);
  });

  test.each([
    ["fails", { status: 503 }],
    ["cuts the connection", "cut"],
  ] as const)("one that %s for a moment is asked again", async (name, verdict) => {
    const { first, waits } = await attempt(`moment-${name.length}`, ({ at }) =>
      at % 3 === 1 && at < 6 ? verdict : "pass",
    );
    expect(await first).toHaveLength(1);
    expect(waits.length).toBeGreaterThan(0);
  });

  test("one that goes down half-way gets the rest later, and what it has not twice", async () => {
    const { first, again, gate } = await attempt("down", ({ at }) => (at < 5 ? "pass" : "cut"));
    expect((await errorOf(first)).parts).toMatchObject({
      code: "REGISTRY_UNREACHABLE",
      next: expect.stringContaining("same command again"),
    });
    expect(gate.writes.length).toBeGreaterThan(5);
    // Both blobs are there: what is left are the manifest and four tags.
    const [image] = await again();
    expect(image?.sent).toBe(5);
    const content = await contentOf(registry, "down/relay");
    expect(new Set(Object.values(content).map(({ digest }) => digest))).toEqual(new Set([image?.digest]));
  });

  test.each([
    ["behind", -6 * 60_000, "6 min behind"],
    ["ahead", 30 * 3_600_000, "30 h ahead of"],
  ])("by whose time the clock here is %s gets nothing", async (name, off, words) => {
    const start = Date.now();
    const { first, gate } = await attempt(`clock-${name}`, undefined, { now: () => new Date(start + off) });
    const { parts } = await errorOf(first);
    expect(parts).toMatchObject({
      code: "CLOCK_WRONG",
      what: expect.stringContaining(words),
      evidence: expect.stringMatching(/^here {2}\d{4}-.*Z\nthere \d{4}-.*Z$/),
      next: expect.stringContaining("timedatectl"),
    });
    expect(parts.evidence).toContain(new Date(start + off).toISOString().slice(0, 10));
    expect(gate.writes).toEqual([]);
  });

  test("one that keeps something else than what was sent is not believed", async () => {
    const { first } = await attempt("other-digest", ({ url }) =>
      url.endsWith("/manifests/0.6.1") ? { digest: `sha256:${"0".repeat(63)}1` } : "pass",
    );
    expect((await errorOf(first)).parts).toMatchObject({
      code: "DIGEST_MISMATCH",
      evidence: expect.stringMatching(/^sent +sha256:/),
    });
  });
});
