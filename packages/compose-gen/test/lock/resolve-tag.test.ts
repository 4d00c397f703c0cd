import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { resolveTag } from "../../src/lock/resolve-tag.ts";
import { errorOf, testClient } from "./support/client.ts";
import { fakeRegistry, send } from "./support/fake-registry.ts";
import { dockerList, ociIndex, ociManifest, testIndex, testManifest } from "./support/image.ts";

/** What a terminal might obey or hide. */
const strange = (text: string) => [...text].filter((character) => !/[ -~]|\n/.test(character));

const amd64 = testManifest("linux/amd64");
const arm64 = testManifest("linux/arm64/v8");
const attestation = testManifest("unknown/unknown");
const index = testIndex([arm64, amd64, attestation]);

test.each([ociIndex, dockerList])(
  "a %s is the digest of the index with the platforms of its images",
  async (type) => {
    const registry = await fakeRegistry();
    const stored = testIndex([arm64, amd64, attestation], type);
    registry.put("acme/app:1.0.0", stored);
    expect(await resolveTag(testClient(`${registry.host}/acme/app`), "1.0.0")).toEqual({
      digest: stored.digest,
      mediaType: type,
      index: true,
      platforms: ["linux/amd64", "linux/arm64"],
      children: [
        { platform: "linux/arm64", digest: arm64.manifest.digest },
        { platform: "linux/amd64", digest: amd64.manifest.digest },
      ],
      source: `registry ${registry.host}`,
      resolvedAt: "2030-01-02T03:04:05Z",
    });
  },
);

test.each([false, true])(
  "a single manifest has the platform of its configuration (docker: %s)",
  async (docker) => {
    const registry = await fakeRegistry();
    const { manifest, config } = testManifest("linux/arm/v7", "", docker);
    registry.put("acme/app:1.0.0", manifest);
    registry.put(config.digest, config);
    expect(await resolveTag(testClient(`${registry.host}/acme/app`), "1.0.0")).toMatchObject({
      digest: manifest.digest,
      mediaType: manifest.mediaType,
      index: false,
      platforms: ["linux/arm/v7"],
      children: [],
    });
  },
);

test("a mirror is named as the source, not its address", async () => {
  const registry = await fakeRegistry();
  registry.put("hub/library/mongo:7.0.28", index);
  const env = { COMPOSE_GEN_MIRROR_DOCKER_IO: `${registry.origin}/hub` };
  const resolved = await resolveTag(testClient("docker.io/mongo", {}, env), "7.0.28");
  expect(resolved).toMatchObject({ digest: index.digest, source: "mirror of docker.io" });
});

test("one manifest of the index that the lock has is refused", async () => {
  const registry = await fakeRegistry();
  registry.put("acme/app:1.0.0", amd64.manifest);
  registry.put(amd64.config.digest, amd64.config);
  registry.put(`acme/app@${index.digest}`, index);
  const client = testClient(`${registry.host}/acme/app`);
  const error = await errorOf(resolveTag(client, "1.0.0", index.digest));
  expect(error.code).toBe("DIGEST_OF_CHILD");
  expect(error.parts.evidence).toBe(`index ${index.digest}\nchild ${amd64.manifest.digest}`);
  const other = testIndex([arm64]);
  registry.put(`acme/app@${other.digest}`, other);
  expect((await resolveTag(client, "1.0.0", other.digest)).digest).toBe(amd64.manifest.digest);
  expect((await resolveTag(client, "1.0.0", amd64.manifest.digest)).digest).toBe(amd64.manifest.digest);
  expect((await resolveTag(client, "1.0.0", `sha256:${"0".repeat(64)}`)).index).toBe(false);
});

const json = (mediaType: string, body: string, digest?: string) => (response: ServerResponse) =>
  response
    .writeHead(200, { "content-type": mediaType, ...(digest ? { "docker-content-digest": digest } : {}) })
    .end(body);
const withPlatform = (platform: unknown) =>
  JSON.stringify({ manifests: [{ digest: amd64.manifest.digest, platform }] });

test.each<[string, (response: ServerResponse) => unknown, string]>([
  [
    "another digest than that of the body",
    json(ociIndex, index.body, `sha256:${"1".repeat(64)}`),
    "names another digest",
  ],
  ["the digest of a child", json(ociIndex, index.body, amd64.manifest.digest), "digest of a child manifest"],
  ["a digest that is none", json(ociIndex, index.body, "sha256:\u00e9"), "another digest"],
  ["HTML", json("text/html", "<html>"), "no JSON"],
  ["JSON of another type", json("application/json", index.body), "no image index and no image manifest"],
  [
    "the first generation of manifests",
    json("application/vnd.docker.distribution.manifest.v1+prettyjws", "{}"),
    "no image index and no image manifest",
  ],
  ["a media type that its body denies", json(ociManifest, index.body), "different media types"],
  [
    "an index and a manifest at once",
    json(ociIndex, JSON.stringify({ manifests: [], config: {}, layers: [] })),
    "index and a manifest at once",
  ],
  ["half a document", json(ociIndex, index.body.slice(0, -2)), "no JSON"],
  ["null", json(ociIndex, "null"), "no valid manifest"],
  ["an index without entries", json(ociIndex, '{"manifests":[]}'), "no image with a platform"],
  [
    "an index of attestations only",
    (response) => send(response, testIndex([attestation])),
    "no image with a platform",
  ],
  [
    "a platform that is none",
    json(ociIndex, withPlatform({ os: "li nux", architecture: "x" })),
    "no platform",
  ],
  ["a platform of another type", json(ociIndex, withPlatform(5)), "no valid manifest"],
  [
    "entries without number",
    json(
      ociIndex,
      JSON.stringify({ manifests: Array.from({ length: 1_001 }, () => ({ digest: index.digest })) }),
    ),
    "no valid manifest",
  ],
  [
    "deep nesting",
    json(ociIndex, `{"manifests":${"[".repeat(500_000)}${"]".repeat(500_000)}}`),
    "nested deeper",
  ],
  [
    "bytes that are no text",
    (response) => response.writeHead(200, { "content-type": ociIndex }).end(Buffer.from([0x22, 0xff, 0x22])),
    "no JSON",
  ],
  ["nothing", json(ociIndex, ""), "no JSON"],
  ["5 MiB", json(ociIndex, JSON.stringify({ manifests: [], x: "x".repeat(5 << 20) })), "larger than"],
])("a registry that answers with %s is not trusted", async (_what, answer, text) => {
  const registry = await fakeRegistry((_url, response) => {
    answer(response);
    return true;
  });
  const error = await errorOf(resolveTag(testClient(`${registry.host}/acme/app`), "1.0.0"));
  expect(error.code).toBe("REGISTRY_UNTRUSTED");
  expect(error.message).toContain(text);
  expect(strange(error.message)).toEqual([]);
});

test.each<[string, Parameters<typeof testManifest>[0], string, string]>([
  [
    "another body than its digest says",
    "linux/amd64",
    '{"os":"linux","architecture":"arm64"}',
    "not what its digest",
  ],
])("a configuration with %s is not trusted", async (_what, platform, body, text) => {
  const { manifest } = testManifest(platform);
  const registry = await fakeRegistry((url, response) => {
    if (url.includes("/blobs/")) response.end(body);
    else send(response, manifest);
    return true;
  });
  expect((await errorOf(resolveTag(testClient(`${registry.host}/acme/app`), "1.0.0"))).message).toContain(
    text,
  );
});

test("something in a registry that is no container image is refused", async () => {
  const { manifest, config } = testManifest("linux/amd64");
  const body = manifest.body.replace(
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.cncf.helm.config.v1+json\\u001b[2J\u202e",
  );
  const registry = await fakeRegistry((url, response) => {
    if (url.includes("/blobs/")) send(response, config);
    else json(ociManifest, body)(response);
    return true;
  });
  const error = await errorOf(resolveTag(testClient(`${registry.host}/acme/app`), "1.0.0"));
  expect(error.message).toContain("no container image");
  expect(strange(error.message)).toEqual([]);
});

test("a tag that does not exist is told apart from a registry that is down", async () => {
  const registry = await fakeRegistry((url, response) => {
    if (url.includes("broken")) response.writeHead(503).end("down");
    return url.includes("broken");
  });
  const missing = await errorOf(resolveTag(testClient(`${registry.host}/acme/app`), "9.9.9"));
  expect(missing.parts).toMatchObject({
    code: "REGISTRY_NO_SUCH_TAG",
    evidence: "status 404, MANIFEST_UNKNOWN",
  });
  const down = await errorOf(resolveTag(testClient(`${registry.host}/broken`), "9.9.9"));
  expect(down.parts).toMatchObject({ code: "REGISTRY_UNREACHABLE", evidence: "status 503" });
});
