import type { Stack } from "@unicity-sphere/compose-gen";
import { expect, test } from "vitest";
import { missingMembers } from "../../../src/backend/docker/snapshots/whole.ts";

const chain = {
  name: "chain",
  volumes: {
    genesis: { class: "keys", stateSet: "set" },
    blocks: { class: "state", stateSet: "set" },
    cache: { class: "cache" },
    elsewhere: { class: "state", stateSet: "set", external: true },
  },
} as unknown as Stack;
const relay = { name: "relay", volumes: { events: { class: "state" } } } as unknown as Stack;
const parts = [{ stack: chain }, { stack: relay }];

test.each([
  ["all there", ["chain/genesis", "chain/blocks", "relay/events"], []],
  ["one member gone", ["chain/genesis", "relay/events"], ["chain/blocks"]],
  ["nothing of a set", ["relay/events"], []],
  ["nothing at all", [], []],
])("a state set has all members or none: %s", (_, there, missing) => {
  expect(missingMembers(parts, new Set(there))).toEqual(missing);
});
