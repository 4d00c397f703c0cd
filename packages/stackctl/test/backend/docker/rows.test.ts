import { expect, test } from "vitest";
import { asKnown } from "../../../src/backend/docker/observe.ts";
import { readDefinitions } from "../../../src/backend/docker/parts/definitions.ts";
import { planContainers } from "../../../src/backend/docker/plan.ts";
import { rowsOf } from "../../../src/backend/docker/view.ts";
import { fixtureSession, fixtureStack } from "../../support/fixture-stack.ts";
import { containerFacts } from "./support/container-facts.ts";

const DIGEST = `@sha256:${"0".repeat(64)}`;

/** The image of the relay as a status shows it, when its container was made from this one. */
function shown(image: string | undefined, images: Record<string, string> = {}) {
  const place = fixtureSession(fixtureStack());
  const request = { ...asKnown(place), parts: ["relay"], images };
  const { parts } = planContainers(place, readDefinitions(), request, { state: undefined, engine: "26.1" });
  const project = parts[0]?.project ?? "";
  const planned = parts[0]?.plan.compose.services.relay?.image ?? "";
  const containers = [containerFacts({ project, service: "relay", image: image ?? planned })];
  return rowsOf({ place, parts, containers })[0]?.image;
}

test("an image that an override made the container run is shown, and not the plan's", () => {
  expect(shown("mine:dev")).toEqual({ reference: "mine:dev", pinned: false, replaced: true });
  expect(shown(`mine${DIGEST}`)).toEqual({ reference: `mine${DIGEST}`, pinned: true, replaced: true });
});

test("the plan's own image is shown as it is, however the engine writes it", () => {
  expect(shown(undefined)?.replaced).toBe(undefined);
  const reference = `docker.io/library/relay:1${DIGEST}`;
  expect(shown(`relay${DIGEST}`, { relay: reference })?.reference).toBe(reference);
  expect(shown("relay:1", { relay: "docker.io/library/relay:1" })?.reference).toBe(
    "docker.io/library/relay:1",
  );
  const given = shown(undefined, { relay: "given:dev" });
  expect(given).toEqual({ reference: "given:dev", pinned: false, replaced: true });
});
