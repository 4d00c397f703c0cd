import { ComposeGenError } from "../errors.ts";
import type { Generation } from "../model/generation.ts";
import type { Profile } from "../model/profile.ts";
import type { RawCompose } from "../model/raw-compose.ts";
import type { Stack } from "../model/stack.ts";
import type { Volume } from "../model/volume.ts";
import { type PlannedDoor, planDoors } from "../nginx/plan-door.ts";
import { own } from "../own.ts";
import type { ComposeFile, ComposeString, ComposeVolume } from "./compose-file.ts";
import { planConfigs } from "./configs.ts";
import type { Definitions } from "./definitions.ts";
import { type PlannedEndpoint, planEndpoints } from "./endpoints.ts";
import { atLeast, BASELINE, engineKnows, type Requirements, START_INTERVAL } from "./engine.ts";
import { type ImageReplacements, type PlannedImage, planImage } from "./image-reference.ts";
import { interpolationOf } from "./interpolation.ts";
import { mergePatch } from "./merge-patch.ts";
import { outputDirectory, outputPath } from "./output-path.ts";
import { placeStack } from "./place.ts";
import { planService } from "./service.ts";
import { byCodeUnit, mapRecord, sortedKeys } from "./sorted.ts";
import { type PlannedVariable, planVariables } from "./variables.ts";

/** What a reader of the command line chooses for one render. */
export interface PlanOptions extends ImageReplacements {
  /** Engine that the file may use everything of, e.g. `26.1`; default: the oldest supported. */
  engine?: string;
}

/** A file with a secret. */
export interface PlannedSecret {
  name: string;
  /** Path as Compose reads it, relative to the rendered file. */
  file: ComposeString;
  format: string;
}

/** Everything about one rendered file: printable as JSON, and all that the renderer needs. */
export interface StackPlan {
  stack: string;
  description: string;
  profile: string;
  generation: string;
  /** Path under the output folder, with `/`. */
  path: string;
  generatorVersion: string;
  lockHash: string;
  requires: Requirements;
  images: PlannedImage[];
  variables: PlannedVariable[];
  /** Files of secrets that the reader must have beside the rendered file. */
  secrets: PlannedSecret[];
  endpoints: PlannedEndpoint[];
  /** Services whose nginx serves routes. */
  doors: PlannedDoor[];
  checks: Stack["checks"];
  compose: ComposeFile;
}

/** The plan of one stack in one profile and generation. Pure; the stack must have been checked. */
export function planStack(
  definitions: Definitions,
  definition: Stack,
  profile: Profile,
  generation: Generation,
  options: PlanOptions = {},
): StackPlan {
  refuseSeveralHosts(definition);
  const stack = placeStack(definition, profile);
  const interpolate = interpolationOf(stack, profile);
  const project = `${definitions.project}-${stack.name}`;
  const images = new Map<string, PlannedImage>();
  const replacements = { ...options, images: { ...profile.images, ...options.images } };
  const startInterval = engineKnows(options.engine, START_INTERVAL);
  const services = stack.services.map((service) => {
    const { image: key } = service.runtime;
    const planned = images.get(key) ?? planImage(definitions, generation.images, key, replacements);
    images.set(key, planned);
    const context = {
      profile,
      interpolate,
      image: own(definitions.images, planned.pin),
      reference: planned.reference,
      project: definitions.project,
      stack: stack.name,
      startInterval,
    };
    return [service.name, planService(service, context)] as const;
  });
  services.sort(([left], [right]) => byCodeUnit(left, right));
  const directory = outputDirectory(definitions, generation.id, profile);
  const planned: ComposeFile = {
    name: `\${STACK_PROJECT:-${project}}`,
    services: Object.fromEntries(services),
    ...sortedKeys({
      configs: planConfigs(stack, interpolate),
      networks: mapRecord(stack.networks, (network) =>
        sortedKeys({
          name: network.name === undefined ? undefined : interpolate(network.name),
          external: network.external || undefined,
          internal: network.internal || undefined,
        }),
      ),
      secrets: mapRecord(stack.secrets, (secret) => ({ file: interpolate(secret.file) })),
      volumes: mapRecord(stack.volumes, (volume, key) => {
        const fixed = profile.fixedNames && !volume.external ? `${definitions.project}-${key}` : undefined;
        return planVolume(volume, volume.name === undefined ? fixed : interpolate(volume.name));
      }),
    }),
  } as ComposeFile;
  const compose = stack.compose ? patched(planned, stack.compose) : planned;
  return {
    stack: stack.name,
    description: stack.description,
    profile: profile.name,
    generation: generation.id,
    path: outputPath(directory, `${stack.name}.yml`),
    generatorVersion: definitions.generatorVersion,
    lockHash: definitions.lockHash,
    requires: usesStartInterval(compose) ? atLeast(BASELINE, START_INTERVAL) : BASELINE,
    images: [...images.values()].sort((left, right) => byCodeUnit(left.key, right.key)),
    variables: planVariables(stack, profile, project, compose),
    doors: planDoors(stack, outputDirectory(definitions, generation.id)),
    secrets: Object.entries(stack.secrets)
      .map(([name, { file, format }]) => ({ name, file: interpolate(file), format }))
      .filter(({ file }) => !NOT_GIVEN.test(file))
      .sort((left, right) => byCodeUnit(left.name, right.name)),
    endpoints: planEndpoints(stack, profile),
    checks: stack.checks,
    compose,
  };
}

/** A file that nobody has to give: /dev/null, alone or as the default of a variable. */
const NOT_GIVEN = /^(?:\$\{\w+:-)?\/dev\/null\}?$/;

/** Class, engine and state set are labels: what wipes or backs up volumes finds them on the volume itself. */
function planVolume(volume: Volume, name: string | undefined): ComposeVolume {
  if (volume.external) return { external: true, ...(name === undefined ? {} : { name }) };
  return sortedKeys({
    labels: sortedKeys({
      "compose-gen.volume.class": volume.class,
      "compose-gen.volume.engine": volume.engine,
      "compose-gen.volume.state-set": volume.stateSet,
    }) as Record<string, string>,
    ...(name === undefined ? {} : { name }),
  });
}

/** The file after the stack's own patch; the name stays first, the rest is sorted. */
function patched(file: ComposeFile, patch: RawCompose): ComposeFile {
  const { name, services, ...rest } = mergePatch(file, patch) as ComposeFile;
  return { name, services: sortedKeys(services), ...sortedKeys(rest) };
}

function usesStartInterval(file: ComposeFile): boolean {
  return Object.values(file.services).some(
    ({ healthcheck }) => healthcheck !== undefined && "start_interval" in healthcheck,
  );
}

function refuseSeveralHosts(stack: Stack): void {
  const hosts = [...new Set(stack.services.map((service) => service.host))];
  if (hosts.length > 1)
    throw new ComposeGenError({
      code: "HOSTS_NOT_RENDERED",
      what: `The stack "${stack.name}" is spread over several hosts, which this version does not render.`,
      where: `stack ${stack.name}`,
      evidence: `hosts: ${hosts.join(", ")}`,
      next: "Place all its services on one host, or split the stack.",
    });
}
