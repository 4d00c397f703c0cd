import {
  FOLDER_LABEL,
  LABEL,
  namesOf,
  OWNER_LABEL,
  PROJECT_LABEL,
  projectOf,
} from "../../../src/rehearse/names.ts";
import type { Thing } from "./fake-engine.ts";

/** What a rehearsal has in the engine: labelled by us, by its run scripts, by Compose, or by name alone. */
export function thingsOf(id: string, owner: string, folder = ""): Thing[] {
  const project = projectOf(id);
  const { network, stackNetwork } = namesOf(project);
  const first = { [LABEL]: id, [OWNER_LABEL]: owner, [FOLDER_LABEL]: folder };
  return [
    { kind: "network", name: network, labels: first },
    { kind: "network", name: stackNetwork, labels: { [LABEL]: id } },
    { kind: "network", name: `${project}-aggregator_backend` },
    { kind: "container", name: `${project}-haproxy`, labels: { [LABEL]: id } },
    { kind: "container", name: `${project}-relay`, labels: { [PROJECT_LABEL]: project } },
    { kind: "volume", name: `${project}-relay-data` },
    { kind: "volume", name: `${project}-public`, labels: { [LABEL]: id } },
  ];
}

/** Things of others, with names that are easily confused. */
export const FOREIGN: readonly Thing[] = [
  { kind: "network", name: "haproxy-net" },
  { kind: "container", name: "haproxy" },
  { kind: "container", name: "unicity-relay", labels: { [PROJECT_LABEL]: "unicity" } },
  { kind: "container", name: "unicity-rehearsal-haproxy-0a0b0c0d" },
  { kind: "container", name: "my-unicity-rehearsal-0a0b0c0d-relay" },
  { kind: "volume", name: "unicity-rehearsal-0a0b0c0de-relay-data" },
  { kind: "volume", name: "unicity-relay-data" },
];
