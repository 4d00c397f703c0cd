import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dockerCredentials } from "../../src/lock/docker-credentials.ts";
import { listTags } from "../../src/lock/list-tags.ts";
import { newerTags } from "../../src/lock/newer-tags.ts";
import { resolveDigest } from "../../src/lock/resolve-digest.ts";
import { resolveTag } from "../../src/lock/resolve-tag.ts";
import { temporaryFolder } from "../support/folder.ts";
import { errorOf, testClient } from "./support/client.ts";
import { type DockerRegistry, push, skipped, startDockerRegistry } from "./support/docker-registry.ts";
import { dockerList, ociIndex, testIndex, testManifest } from "./support/image.ts";
import { startTokenService } from "./support/token-service.ts";

describe.skipIf(skipped)("a real registry (Debian package docker-registry)", () => {
  let registry: DockerRegistry;
  beforeAll(async () => {
    registry = await startDockerRegistry();
  });
  afterAll(() => registry?.[Symbol.asyncDispose]());
  const client = (name: string) => testClient(`${registry.host}/${name}`);

  test.each([
    ["oci", ociIndex, false],
    ["docker", dockerList, true],
  ])(
    "answers with the digest of the %s index and the platforms of its images",
    async (name, type, docker) => {
      const images = ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"].map((platform) =>
        testManifest(platform, name, docker),
      );
      const index = testIndex(images, type);
      await push(registry, `acme/${name}`, "1.0.0", images, index);
      expect(await resolveTag(client(`acme/${name}`), "1.0.0")).toMatchObject({
        digest: index.digest,
        mediaType: type,
        index: true,
        platforms: ["linux/amd64", "linux/arm/v7", "linux/arm64"],
        source: `registry ${registry.host}`,
      });
    },
  );

  test.each([
    ["oci", false],
    ["docker", true],
  ])("answers with a single %s manifest and its platform", async (name, docker) => {
    const image = testManifest("linux/s390x", name, docker);
    await push(registry, `single/${name}`, "1.0.0", [image]);
    expect(await resolveTag(client(`single/${name}`), "1.0.0")).toMatchObject({
      digest: image.manifest.digest,
      mediaType: image.manifest.mediaType,
      index: false,
      platforms: ["linux/s390x"],
    });
  });

  test("shows when a tag was moved to one manifest of its index", async () => {
    const images = [testManifest("linux/amd64", "moved"), testManifest("linux/arm64", "moved")];
    const index = testIndex(images);
    await push(registry, "moved/app", "1.0.0", images, index);
    await push(registry, "moved/app", "1.0.0", images.slice(0, 1));
    const error = await errorOf(resolveTag(client("moved/app"), "1.0.0", index.digest));
    expect(error.code).toBe("DIGEST_OF_CHILD");
  });

  test("has the digest that a tag once was, as long as nobody deletes it", async () => {
    const images = ["linux/amd64", "linux/arm64"].map((platform) => testManifest(platform, "followed"));
    const index = testIndex(images);
    await push(registry, "followed/app", "latest", images, index);
    await push(registry, "followed/app", "latest", [testManifest("linux/amd64", "later")]);
    const followed = client("followed/app");
    expect(await resolveDigest(followed, index.digest, "app")).toMatchObject({
      digest: index.digest,
      index: true,
      platforms: ["linux/amd64", "linux/arm64"],
    });
    expect((await resolveTag(followed, "latest")).digest).not.toBe(index.digest);
    const error = await errorOf(resolveDigest(followed, `sha256:${"e".repeat(64)}`, "app"));
    expect(error.code).toBe("REGISTRY_NO_SUCH_DIGEST");
  });

  test("knows no other tags than those that were pushed", async () => {
    const image = testManifest("linux/amd64", "tags");
    for (const tag of ["1.0.0", "1.0.1", "1.1.0-rc.1", "latest"])
      await push(registry, "tags/app", tag, [image]);
    const { tags, complete } = await listTags(client("tags/app"));
    expect(complete).toBe(true);
    expect(tags.sort()).toEqual(["1.0.0", "1.0.1", "1.1.0-rc.1", "latest"]);
    expect(newerTags("1.0.0", tags)).toEqual({ status: "newer", newer: ["1.0.1"] });
    const error = await errorOf(resolveTag(client("tags/app"), "1.0.2"));
    expect(error.parts.evidence).toBe("status 404, MANIFEST_UNKNOWN");
    expect((await errorOf(resolveTag(client("none/app"), "1.0.2"))).code).toBe("REGISTRY_NO_SUCH_TAG");
  });
});

describe.skipIf(skipped)("a real registry with a token service (Debian package docker-registry)", () => {
  const credentials = Buffer.from("robot:hunter2").toString("base64");

  test("lets everybody pull by an anonymous token, and the lock never asks for more", async () => {
    const folder = temporaryFolder();
    const service = await startTokenService(folder, "robot:hunter2");
    await using registry = await startDockerRegistry(service.auth);
    const image = testManifest("linux/amd64", "token");
    await push(
      registry,
      "acme/app",
      "1.0.0",
      [image],
      undefined,
      await pushToken(service.origin, "acme/app"),
    );
    service.seen.length = 0;
    const repository = `${registry.host}/acme/app`;
    expect(await resolveTag(testClient(repository), "1.0.0")).toMatchObject({
      digest: image.manifest.digest,
      platforms: ["linux/amd64"],
    });
    expect(service.seen).toEqual([
      { url: "/token?service=test+registry&scope=repository%3Aacme%2Fapp%3Apull", authorization: undefined },
    ]);
    writeFileSync(
      join(folder, "config.json"),
      JSON.stringify({ auths: { [registry.host]: { auth: credentials } } }),
    );
    const findCredentials = dockerCredentials({ DOCKER_CONFIG: folder });
    expect((await listTags(testClient(repository, { findCredentials }))).tags).toEqual(["1.0.0"]);
    expect(service.seen[1]?.authorization).toBe(`Basic ${credentials}`);
  });

  test("that gets a token of another issuer refuses, and the refusal names no token", async () => {
    const [trusted, other] = [temporaryFolder(), temporaryFolder()];
    const service = await startTokenService(trusted, "");
    const stranger = await startTokenService(other, "");
    const { token } = service.auth as { token: object };
    await using registry = await startDockerRegistry({
      token: { ...token, realm: `${stranger.origin}/token` },
    });
    const error = await errorOf(resolveTag(testClient(`${registry.host}/acme/app`), "1.0.0"));
    expect(error.code).toBe("REGISTRY_DENIED");
    expect(error.message).not.toContain("eyJ");
  });

  async function pushToken(origin: string, name: string) {
    const answer = await fetch(`${origin}/token?scope=repository:${name}:pull,push`, {
      headers: { authorization: `Basic ${credentials}` },
    });
    return { authorization: `Bearer ${((await answer.json()) as { token: string }).token}` };
  }
});
