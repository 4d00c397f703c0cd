import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { overriddenImages } from "../../../src/backend/docker/images/overridden.ts";
import { imagesToVerify } from "../../../src/backend/docker/images/to-verify.ts";
import { asKnown } from "../../../src/backend/docker/observe.ts";
import { readDefinitions } from "../../../src/backend/docker/parts/definitions.ts";
import { planContainers } from "../../../src/backend/docker/plan.ts";
import { verifyPlanned } from "../../../src/backend/docker/verify.ts";
import { fixtureSession, fixtureStack } from "../../support/fixture-stack.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A reader's file. */
function override(text: string): string {
  const file = join(temporaryFolder(), "relay.yml");
  writeFileSync(file, text);
  return file;
}

/** What is verified of a relay that has such a file on top. */
function verified(text: string | undefined, images: Record<string, string> = {}) {
  const place = fixtureSession(fixtureStack());
  const request = { ...asKnown(place), parts: ["relay"], images };
  const plan = planContainers(place, readDefinitions(), request, { state: undefined, engine: "26.1" });
  const instead = text === undefined ? {} : overriddenImages(override(text));
  return imagesToVerify(plan, readDefinitions(), () => instead);
}

test("the image of an override file is verified, and not the one in whose place it is", () => {
  expect(verified(undefined)).toEqual([
    { key: "relay", reference: expect.stringContaining("ghcr.io/unicity-sphere/relay:"), own: true },
  ]);
  const other = "mirror.example/relay:1";
  for (const text of [
    `services:\n  relay:\n    image: ${other}\n`,
    `x-image: &its\n  image: ${other}\nservices:\n  relay:\n    <<: *its\n    ports: !reset []\n`,
  ])
    expect(verified(text)).toEqual([{ key: "relay", reference: other, own: true }]);
  expect(verified(`services:\n  relay:\n    image: ${other}\n`, { relay: "mine:dev" })).toEqual([
    { key: "relay", reference: other, own: true },
  ]);
});

test("an up looks at the override file of the instance", async () => {
  const place = fixtureSession(fixtureStack());
  const folder = place.paths.file("overrides");
  mkdirSync(folder);
  writeFileSync(join(folder, "relay.yml"), "services:\n  relay:\n    image: mirror.example/relay:1\n");
  const key = join(folder, "cosign.pub");
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  writeFileSync(key, publicKey.export({ type: "spki", format: "pem" }));
  const request = { ...asKnown(place), parts: ["relay"], verify: { unverified: [] } };
  const plan = planContainers(place, readDefinitions(), request, { state: undefined, engine: "26.1" });
  const operation = { ...place, env: { HOME: place.home, VERIFY_KEY_FILE: key } };
  const parts = { code: "IMAGE_WITHOUT_DIGEST", where: "mirror.example/relay:1" };
  await expect(verifyPlanned(operation, request, plan, readDefinitions())).rejects.toMatchObject({ parts });
});

test("a service that an override file adds is told, and one without an image changes nothing", () => {
  expect(
    verified("services:\n  relay:\n    mem_limit: 1g\n  extra:\n    image: docker.io/extra:1\n"),
  ).toEqual([
    expect.objectContaining({ key: "relay", own: true }),
    { key: "extra", reference: "docker.io/extra:1", own: false },
  ]);
  expect(verified("# nothing yet\n")).toHaveLength(1);
});

test.for<[string, string]>([
  ["services:\n  relay:\n    extends: { file: other.yml, service: relay }\n", "services.relay.extends"],
  ["include: [other.yml]\n", "include"],
  ["services:\n  relay: {\n", ""],
  ["- relay\n", ""],
])("a file that alone does not say which images run is refused: %j", ([text, evidence]) => {
  const file = override(text);
  const parts = { code: "OVERRIDE_UNCLEAR", where: file, evidence: expect.stringContaining(evidence) };
  expect(() => overriddenImages(file)).toThrow(
    expect.objectContaining({ parts: expect.objectContaining(parts) }),
  );
});
