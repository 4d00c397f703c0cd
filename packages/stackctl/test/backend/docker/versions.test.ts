import { appendFileSync, mkdirSync } from "node:fs";
import { planStack, renderCompose } from "@unicity-sphere/compose-gen";
import { expect, test } from "vitest";
import type { Engine } from "../../../src/backend/docker/engine/engine.ts";
import { composeFiles, writeRendered } from "../../../src/backend/docker/files/rendered.ts";
import type { ImageLabels } from "../../../src/backend/docker/images/labels.ts";
import { asKnown } from "../../../src/backend/docker/observe.ts";
import { readDefinitions } from "../../../src/backend/docker/parts/definitions.ts";
import { planContainers } from "../../../src/backend/docker/plan.ts";
import { withHeldFile, withImageIds } from "../../../src/backend/docker/versions/held.ts";
import { refuseUnfit } from "../../../src/backend/docker/versions/verify.ts";
import type { UpgradePlan } from "../../../src/backend/upgrades.ts";
import { newDockerState } from "../../../src/instance/state.ts";
import { writeVersions } from "../../../src/upgrade/versions.ts";
import { fileOperation } from "../../support/file-instance.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** An engine of `linux/amd64` on which the image `old` is for that machine as well. */
const docker: Engine = {
  result: async () => ({ exitCode: 0, stdout: "linux/amd64", stderr: "" }),
  text: async () => "linux/amd64",
};

const image = (given: Partial<ImageLabels> = {}): ImageLabels => ({
  ...{ id: "sha256:1", version: null, dataVersion: null, generation: null, platform: "linux/amd64" },
  ...given,
});

/** A plan from an image whose data have this version. */
function planFrom(dataVersion: number | null): UpgradePlan {
  const before = { images: {}, files: null, services: { relay: { image: "old", dataVersion } } };
  const services = [{ service: "relay", from: "old", to: "new", changed: true, oneWay: false }];
  return { services, files: [], running: [], before, target: before };
}

const fit = (dataVersion: number | null, labels: ImageLabels) =>
  refuseUnfit(
    { docker, instance: "two", generation: "v1" },
    planFrom(dataVersion),
    new Map([["new", labels]]),
  );

test.each<[string, number | null, Partial<ImageLabels>]>([
  ["the same data version", 1, { dataVersion: 1 }],
  ["a higher one", 1, { dataVersion: 2 }],
  ["no label on either", null, {}],
  ["the same generation", null, { generation: "v1" }],
])("an image with %s fits", async (_, now, labels) => {
  await fit(now, image(labels));
});

test.each<[string, number | null, Partial<ImageLabels>, string]>([
  ["a lower data version", 2, { dataVersion: 1 }, "DATA_TOO_NEW"],
  ["no data version where the data have another than the first", 2, {}, "DATA_TOO_NEW"],
  ["another generation", 1, { generation: "v3" }, "OTHER_GENERATION"],
  ["another platform", 1, { platform: "linux/arm64" }, "UPGRADE_PLATFORM"],
])("an image with %s is refused", async (_, now, labels, code) => {
  await expect(fit(now, image(labels))).rejects.toMatchObject({ parts: { code } });
});

const definitions = readDefinitions();
const [profile] = definitions.profiles.filter(({ name }) => name === "local");
const plans = definitions.generations.flatMap((generation) =>
  (definitions.stacks[generation.id] ?? []).map((stack) => {
    if (!profile) throw new Error("no profile");
    return [`${stack.name} ${generation.id}`, planStack(definitions, stack, profile, generation)] as const;
  }),
);

test.each(plans)("a rendered file of before is the same to the byte when it is used again: %s", (_, plan) => {
  const text = renderCompose(plan);
  expect(renderCompose(withHeldFile(plan, text))).toBe(text);
});

test("what a rendered file of before says of images stays", () => {
  const plan = plans.find(([name]) => name.startsWith("relay "))?.[1];
  if (!plan) throw new Error("no relay");
  const [service = ""] = Object.keys(plan.compose.services);
  const reference = plan.compose.services[service]?.image ?? "";
  const before = renderCompose(plan).replaceAll(reference, "relay:before");
  const held = withHeldFile(plan, before);
  expect(held.compose.services[service]?.image).toBe("relay:before");
  expect(held.images).toContainEqual(expect.objectContaining({ reference: "relay:before", replaced: true }));
});

test("an image that was built anew under its name is held by the id of the one that runs", () => {
  const files = { relay: "services:\n  relay:\n    image: relay:dev\n  other:\n    image: my-relay:dev\n" };
  expect(withImageIds(files, new Map([["relay:dev", "sha256:1"]]))).toEqual({
    relay: "services:\n  relay:\n    image: sha256:1\n  other:\n    image: my-relay:dev\n",
  });
});

/** The image of the relay in an instance whose rendered file is of before. */
function plannedImage(request: { sameFiles?: boolean }, edit = "") {
  const place = fileOperation(temporaryFolder());
  const { paths, instance } = place;
  const generation = definitions.defaultGeneration;
  const fresh = newDockerState({ instance, stack: "unicity", portBase: 0, generation, now: new Date(0) });
  const state = { ...fresh, parts: ["relay"] };
  const plan = () =>
    planContainers(place, definitions, { ...asKnown(place), ...request }, { state, engine: "26.1.0" });
  const [part] = plan().parts;
  const text = part?.text.replaceAll(/image: \S+/g, "image: relay:before") ?? "";
  state.files = writeRendered(paths, new Map([["relay", text]]));
  if (edit) appendFileSync(composeFiles(paths, "relay").file, edit);
  return plan().parts[0]?.plan.compose.services.relay?.image;
}

test("services that come back for a moment do so with the files that they had, unless those were edited", () => {
  expect(plannedImage({ sameFiles: true })).toBe("relay:before");
  expect(plannedImage({})).not.toBe("relay:before");
  expect(plannedImage({ sameFiles: true }, "# mine")).not.toBe("relay:before");
});

test("files of a rollback are used until the next upgrade, and fix their images", () => {
  const place = fileOperation(temporaryFolder());
  const generation = definitions.defaultGeneration;
  const { instance, paths } = place;
  const fresh = newDockerState({ instance, stack: "unicity", portBase: 0, generation, now: new Date(0) });
  const known = { state: { ...fresh, parts: ["relay"] }, engine: "26.1.0" };
  const request = asKnown(place);
  const image = (options: Parameters<typeof planContainers>[3]) =>
    planContainers(place, definitions, request, options).parts[0]?.plan.compose.services.relay?.image;
  const text = planContainers(place, definitions, request, known).parts[0]?.text ?? "";
  mkdirSync(paths.root);
  writeVersions(paths, { held: { relay: text.replaceAll(/image: \S+/g, "image: relay:before") } });
  expect(image(known)).toBe("relay:before");
  expect(image({ ...known, held: null })).not.toBe("relay:before");
  const other = { ...request, images: { relay: "relay:dev" } };
  expect(() => planContainers(place, definitions, other, known)).toThrow("since a rollback");
});
