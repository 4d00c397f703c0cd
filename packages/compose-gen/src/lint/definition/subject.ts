import type { Generation } from "../../model/generation.ts";
import type { Profile } from "../../model/profile.ts";
import type { Service } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";
import { own } from "../../own.ts";
import type { Definitions } from "../../plan/definitions.ts";
import { placeStack } from "../../plan/place.ts";
import { planStack, type StackPlan } from "../../plan/stack.ts";
import { renderCompose } from "../../render/compose-yaml.ts";
import { normalise } from "../compose/normalise.ts";
import type { ImageFacts, LintFacts, LintSubject, ServiceFacts } from "../subject.ts";
import { literalVariablesOf } from "./literal-variables.ts";
import { rawKeysOf } from "./raw-keys.ts";
import { reasonsOf } from "./reasons.ts";
import { renderedLines } from "./rendered-lines.ts";

/** A file that a definition renders, with where it comes from. */
export interface DefinitionSubject extends LintSubject {
  stack: string;
  profile: string;
  generation: string;
}

/**
 * Every file of a configuration: each stack of each generation in each profile.
 *
 * @param shown the path of a rendered file (under the output folder) as the reader sees it
 */
export function subjectsOf(
  definitions: Definitions,
  shown: (path: string) => string = (path) => path,
): DefinitionSubject[] {
  return definitions.generations.flatMap((generation) =>
    (own(definitions.stacks, generation.id) ?? []).flatMap((stack) =>
      definitions.profiles.map((profile) => subjectOf(definitions, { stack, profile, generation, shown })),
    ),
  );
}

interface SubjectSource {
  stack: Stack;
  profile: Profile;
  generation: Generation;
  shown: (path: string) => string;
}

function subjectOf(
  definitions: Definitions,
  { stack: definition, profile, generation, shown }: SubjectSource,
): DefinitionSubject {
  const plan = planStack(definitions, definition, profile, generation);
  const stack = placeStack(definition, profile);
  let lineOf: LintSubject["lineOf"] | undefined;
  return {
    stack: stack.name,
    profile: profile.name,
    generation: generation.id,
    file: shown(plan.path),
    rendered: true,
    document: normalise(plan.compose),
    lineOf: (path) => {
      lineOf ??= renderedLines(renderCompose(plan));
      return lineOf(path);
    },
    facts: factsOf(definitions, stack, profile, plan),
    reasons: reasonsOf(definitions, { definition, placed: stack, profile, plan }),
  };
}

function factsOf(definitions: Definitions, stack: Stack, profile: Profile, plan: StackPlan): LintFacts {
  const rawKeys = rawKeysOf(stack);
  const facts = (service: Service): ServiceFacts => {
    // Of an image that raw Compose puts in the place of the pin nothing is known, and no reason is written.
    const isRaw = rawKeys.some(({ path: [, name, key] }) => name === service.name && key === "image");
    const image = isRaw ? undefined : imageFacts(definitions, plan, service);
    const pin = pinOf(definitions, plan, service);
    return {
      kind: service.kind,
      ...(pin ? { pin } : {}),
      atEdge: profile.edge !== undefined && service.kind === "service" && service.edge !== undefined,
      ...(image ? { image } : {}),
    };
  };
  return {
    services: Object.fromEntries(stack.services.map((service) => [service.name, facts(service)])),
    volumes: mapMembers(stack.volumes, (volume) => volume.class),
    consumers: mapMembers(stack.secrets, ({ consumers }) => consumers),
    rawKeys,
    literalVariables: literalVariablesOf(stack),
  };
}

function pinOf(definitions: Definitions, plan: StackPlan, service: Service): ServiceFacts["pin"] {
  const planned = plan.images.find(({ key }) => key === service.runtime.image);
  if (!planned) return undefined;
  const { pin: key, reference, replaced } = planned;
  const lock = own(definitions.lock.images, key);
  return { key, reference, replaced, ...(lock ? { lock } : {}) };
}

function imageFacts(definitions: Definitions, plan: StackPlan, service: Service): ImageFacts | undefined {
  const planned = plan.images.find(({ key }) => key === service.runtime.image);
  const image = planned && own(definitions.images, planned.pin);
  if (!planned || !image) return undefined;
  const lock = own(definitions.lock.images, planned.pin);
  return {
    key: planned.pin,
    tools: image.tools,
    refuses: image.refuses ?? [],
    replaced: planned.replaced,
    ...(image.user === undefined ? {} : { user: image.user }),
    ...(image.versionParts === undefined ? {} : { versionParts: image.versionParts }),
    ...(image.platforms ? { platforms: image.platforms } : {}),
    ...(image.follows === undefined ? {} : { follows: image.follows }),
    ...(lock ? { lock } : {}),
  };
}

function mapMembers<From, To>(
  record: Readonly<Record<string, From>>,
  map: (member: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, member]) => [key, map(member)]));
}
