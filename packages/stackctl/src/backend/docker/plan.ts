import { resolve } from "node:path";
import {
  type Definitions,
  type Generation,
  planStack,
  renderCompose,
  type Stack,
  type StackPlan,
} from "@unicity-sphere/compose-gen";
import { UsageError } from "../../errors.ts";
import { newInstanceId, readInstanceId } from "../../instance/instance-id.ts";
import type { DockerState } from "../../instance/state.ts";
import { readVersions, type Version } from "../../upgrade/versions.ts";
import type { Place, UpRequest } from "../backend.ts";
import { readRendered } from "./files/rendered.ts";
import { secretVariables } from "./files/secrets.ts";
import { chooseParts, singleStacks } from "./parts/choose-parts.ts";
import { chooseGeneration } from "./parts/generation.ts";
import { networkName, OWNER_LABEL, projectName } from "./parts/names.ts";
import { choosePorts, type HostPort } from "./parts/ports.ts";
import { wiringOf } from "./parts/wiring.ts";
import { withHeldFile } from "./versions/held.ts";
import { volumeKey } from "./volumes/names.ts";

/** One stack of an instance: its definition, its plan and its file. */
export interface PartPlan {
  stack: Stack;
  plan: StackPlan;
  project: string;
  /** Id of the instance: the label that its volumes and networks have. */
  owner: string;
  /** Content of the rendered file. */
  text: string;
}

/** Everything that an instance of containers is made from. */
export interface ContainerPlan {
  generation: Generation;
  /** Id of the instance; a new one that is not written yet when it has none. */
  owner: string;
  /** Providers first. */
  parts: PartPlan[];
  network: string;
  portBase: number | null;
  ports: HostPort[];
  /** Image key → reference that replaces the pin. */
  images: Record<string, string>;
  /** Variables that the reader has set, none of them secret. */
  given: Record<string, string>;
  /** Variables of all files but ports. */
  variables: Record<string, string>;
  /** Start of the references of our own images, e.g. `ghcr.io/unicity-sphere/`. */
  ownImages: string;
}

/** Variables that an instance decides about itself. */
const OWN = ["STACK_PROJECT", "STACK_NETWORK"];

/**
 * What an instance is made from: what is asked for now, else what its state says, else the defaults.
 *
 * @param engine version of the engine; the rendered files use what it knows
 * @param held rendered files that are used as they are; default those of a rollback
 * @throws StackError `GENERATION_DIFFERS`, `PART_MISSING`, …; UsageError for unknown stacks, images and ports
 */
export function planContainers(
  place: Place,
  definitions: Definitions,
  request: UpRequest,
  { state, engine, held }: { state: DockerState | undefined; engine: string; held?: Version["files"] },
): ContainerPlan {
  const { paths, instance } = place;
  const files = held === undefined ? filesOf(place, request, state) : held;
  refuseHeld(files, request, instance);
  const generation = chooseGeneration(definitions, request.options.sdk, state?.generation);
  const all = singleStacks(definitions.stacks[generation.id] ?? []);
  const chosen = chooseParts(all, request.parts, state?.parts ?? []);
  const images = { ...state?.images, ...request.images };
  refuseUnknownImages(definitions, generation, images);
  const planned = planAll(definitions, all, generation, { engine, images });
  const owner = readInstanceId(paths) ?? newInstanceId();
  const parts = chosen.map((stack): PartPlan => {
    const rendered = withHeldFile(planned.get(stack.name) as StackPlan, files?.[stack.name]);
    const named = withVolumeNames(rendered, stack.name, state?.volumes ?? {});
    const plan = withOwner(named, owner);
    return {
      stack,
      plan,
      project: projectName(definitions.project, stack.name, instance),
      owner,
      text: renderCompose(plan),
    };
  });
  const given = givenVariables(place, parts, state?.variables ?? {});
  const portBase = request.portBase ?? state?.portBase ?? null;
  const names = new Set(parts.flatMap(({ plan }) => plan.endpoints.map(({ variable }) => variable)));
  const ports = choosePorts(
    all.flatMap(({ name }) => planned.get(name)?.endpoints ?? []),
    { portBase, known: state?.ports ?? {}, given },
  ).filter(({ variable }) => names.has(variable));
  const network = networkName(definitions.project, instance);
  return {
    generation,
    owner,
    parts,
    network,
    portBase,
    ports,
    images,
    given,
    variables: {
      ...given,
      ...wiringOf(chosen, given, all),
      ...secretVariables(paths, chosen, given),
      STACK_NETWORK: network,
    },
    ownImages: `${definitions.imageRegistry}/`,
  };
}

function planAll(
  definitions: Definitions,
  stacks: readonly Stack[],
  generation: Generation,
  options: { engine: string; images: Record<string, string> },
): Map<string, StackPlan> {
  const profile = definitions.profiles.find(({ name }) => name === "local") ?? definitions.profiles[0];
  if (!profile) throw new Error("The definitions have no profile.");
  return new Map(
    stacks.map((stack) => [stack.name, planStack(definitions, stack, profile, generation, options)]),
  );
}

/** The plan with the volumes of a restored snapshot. */
function withVolumeNames(plan: StackPlan, stack: string, names: Readonly<Record<string, string>>): StackPlan {
  const volumes = Object.entries(plan.compose.volumes ?? {}).map(([volume, options]) => {
    const name = names[volumeKey(stack, volume)];
    return [volume, { ...options, ...(name !== undefined && { name }) }] as const;
  });
  if (volumes.length === 0) return plan;
  return { ...plan, compose: { ...plan.compose, volumes: Object.fromEntries(volumes) } };
}

/** The plan with volumes and networks that say whose they are. */
function withOwner(plan: StackPlan, owner: string): StackPlan {
  const { volumes, networks } = plan.compose;
  return {
    ...plan,
    compose: {
      ...plan.compose,
      ...(networks && { networks: labelled(networks, owner) }),
      ...(volumes && { volumes: labelled(volumes, owner) }),
    },
  };
}

/** What is external is made by somebody else, and has no labels in a file. */
function labelled<T extends { external?: boolean; labels?: Record<string, string> }>(
  made: Readonly<Record<string, T>>,
  owner: string,
): Record<string, T> {
  const entries = Object.entries(made).map(([name, options]) => {
    const labels = { ...options.labels, [OWNER_LABEL]: owner };
    return [name, options.external ? options : { ...options, labels }] as const;
  });
  return Object.fromEntries(entries);
}

/** What the reader sets now, else what was set before. Paths of files count from the current folder. */
function givenVariables(
  { env }: Place,
  parts: readonly PartPlan[],
  before: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = parts.flatMap(({ plan }) => plan.variables.map(({ name }) => name));
  const entries = names
    .filter((name) => !OWN.includes(name))
    .flatMap((name) => {
      const now = env[name];
      const value = now && name.endsWith("_FILE") ? resolve(now) : (now ?? before[name]);
      return value ? [[name, value] as const] : [];
    });
  return Object.fromEntries(entries);
}

/** Files that are used as they are: all that there are where nothing is to be changed, else those of a rollback. */
function filesOf(
  { paths }: Place,
  { sameFiles }: UpRequest,
  state: DockerState | undefined,
): Version["files"] {
  return sameFiles && state ? readRendered(paths, state.files) : readVersions(paths).held;
}

/** A file of before names its own images. */
function refuseHeld(held: Version["files"], { images }: UpRequest, instance: string): void {
  if (held === null || Object.keys(images).length === 0) return;
  throw new UsageError(
    `The instance "${instance}" runs rendered files of before, since a rollback: their images are fixed.`,
    "Go forward with other images: `upgrade --image KEY=REFERENCE`.",
  );
}

function refuseUnknownImages(
  definitions: Definitions,
  generation: Generation,
  images: Readonly<Record<string, string>>,
): void {
  const known = new Set([...Object.keys(definitions.images), ...Object.keys(generation.images)]);
  const wrong = Object.keys(images).find((key) => !known.has(key));
  if (wrong === undefined) return;
  throw new UsageError(`There is no image "${wrong}".`, `Known: ${[...known].sort().join(", ")}.`);
}
