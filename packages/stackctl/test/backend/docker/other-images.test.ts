import { expect, test } from "vitest";
import { asKnown } from "../../../src/backend/docker/observe.ts";
import { readDefinitions } from "../../../src/backend/docker/parts/definitions.ts";
import { planContainers } from "../../../src/backend/docker/plan.ts";
import { otherImages } from "../../../src/backend/docker/versions/other-images.ts";
import { fixtureSession, fixtureStack } from "../../support/fixture-stack.ts";
import { containerFacts } from "./support/container-facts.ts";

const old = "ghcr.io/unicity-sphere/relay:0.5.0";

/** What `up` of a relay would say when its container runs an image and its file on disk has another text. */
function said(image: string, file: string, images: Record<string, string> = {}) {
  const place = fixtureSession(fixtureStack());
  const request = { ...asKnown(place), parts: ["relay"], images };
  const { parts } = planContainers(place, readDefinitions(), request, { state: undefined, engine: "26.1" });
  const [part] = parts;
  const planned = part?.plan.compose.services.relay?.image ?? "";
  const containers = [containerFacts({ project: part?.project ?? "", service: "relay", image })];
  const found = otherImages(parts, containers, { relay: file }, Object.values(images));
  return { planned, found: found.map(({ service, from, to }) => `${service}: ${from} ${to}`) };
}

test("names an image that the file of before has and this release does not", () => {
  const { planned, found } = said(old, `image: ${old}`);
  expect(found).toEqual([`relay: ${old} ${planned}`]);
});

test("says nothing of the same image, of an override's, and of one that the reader names", () => {
  const { planned } = said(old, "");
  expect(said(planned, `image: ${planned}`).found).toEqual([]);
  expect(said("mine:dev", `image: ${old}`).found).toEqual([]);
  expect(said(old, `image: ${old}`, { relay: "mine:dev" }).found).toEqual([]);
});
