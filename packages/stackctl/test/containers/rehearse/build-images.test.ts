import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect } from "vitest";
import { docker, withEngine } from "./support.ts";

const checkout = fileURLToPath(new URL("../../../../..", import.meta.url));

withEngine(
  "builds an image of this checkout on the base's stand-in, under the name that files and scripts use",
  async () => {
    const registry = `localhost/rehearsal-test-${randomBytes(6).toString("hex")}`;
    const args = ["scripts/build-images.ts", "aggregator-proxy", "--base", "stand-in", "--json"];
    const env = { IMAGE_REGISTRY: `${registry}/` };
    const { stdout } = await execa(process.execPath, args, { cwd: checkout, env, timeout: 540_000 });
    const [{ name, reference, id }] = JSON.parse(stdout).images;
    try {
      expect({ name, reference }).toEqual({
        name: "aggregator-proxy",
        reference: expect.stringMatching(new RegExp(`^${registry}/aggregator-proxy:\\d+\\.\\d+\\.\\d+$`)),
      });
      const [image] = JSON.parse(await docker("image", "inspect", reference));
      expect(image.Id).toBe(id);
      expect(image.Config.Labels["org.opencontainers.image.base.name"]).toMatch(/^unicity-rehearsal\/base:/);
    } finally {
      await docker("image", "rm", reference);
    }
  },
);
