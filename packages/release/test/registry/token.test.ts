import { describe, expect, test } from "vitest";
import { startDockerRegistry } from "../../../compose-gen/test/lock/support/docker-registry.ts";
import { startTokenService } from "../../../compose-gen/test/lock/support/token-service.ts";
import { planRelease, releaseImages } from "../../src/images/release-images.ts";
import { errorOf } from "../support/error-of.ts";
import { temporaryFolder } from "../support/folder.ts";
import { LOGIN, skipped, testSession } from "../support/registry.ts";
import { sampleImage, sampleLayouts, sampleRelease } from "../support/sample.ts";

describe.skipIf(skipped)(
  "a registry with a token service, as ghcr is (Debian package docker-registry)",
  () => {
    test("gets images by a token for pushing, asked for with the login", async () => {
      const service = await startTokenService(temporaryFolder(), "publisher:publish");
      await using registry = await startDockerRegistry(service.auth);
      const release = sampleRelease(`${registry.host}/acme`);
      const { layoutOf } = sampleLayouts(temporaryFolder(), release);
      const request = { images: [sampleImage("relay")], release, problems: [], layoutOf };
      expect(await releaseImages({ ...request, session: testSession() })).toHaveLength(1);
      expect(service.seen[0]).toMatchObject({
        url: expect.stringContaining("scope=repository%3Aacme%2Frelay%3Apull%2Cpush"),
        authorization: `Basic ${LOGIN}`,
      });
      // Without it everybody may look, and nobody may publish.
      const unknown = testSession({ findCredentials: () => undefined });
      const [known] = (await planRelease({ ...request, session: unknown })).images;
      expect(known?.immutable.every(({ action }) => action === "kept")).toBe(true);
      const other = { ...request, images: [sampleImage("faucet")], session: unknown };
      expect((await errorOf(releaseImages(other))).code).toBe("LOGIN_MISSING");
    });
  },
);
