import { ComposeGenError } from "../errors.ts";
import type { Generation } from "../model/generation.ts";
import type { Profile } from "../model/profile.ts";
import type { Stack } from "../model/stack.ts";
import type { Volume } from "../model/volume.ts";
import { own } from "../own.ts";
import type { ComposeFile, ComposeVolume } from "./compose-file.ts";
import { planConfigs } from "./configs.ts";
import type { Definitions } from "./definitions.ts";
import { type PlannedEndpoint, planEndpoints } from "./endpoints.ts";
import { type ImageReplacements, type PlannedImage, planImage } from "./image-reference.ts";
import { interpolationOf } from "./interpolation.ts";
import { outputDirectory, outputPath } from "./output-path.ts";
import { planService } from "./service.ts";
import { byCodeUnit, mapRecord, sortedKeys } from "./sorted.ts";
import { type PlannedVariable, planVariables } from "./variables.ts";

/** Oldest engine that knows everything in a rendered file (`start_interval`). */
export const MINIMUM_ENGINE = "25.0";
/** Oldest Compose that does. */
export const MINIMUM_COMPOSE = "2.24";

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
  requires: { engine: string; compose: string };
  images: PlannedImage[];
  variables: PlannedVariable[];
  endpoints: PlannedEndpoint[];
  compose: ComposeFile;
}

/** The plan of one stack in one profile and generation. Pure; the stack must have been checked. */
export function planStack(
  definitions: Definitions,
  stack: Stack,
  profile: Profile,
  generation: Generation,
  replacements: ImageReplacements = {},
): StackPlan {
  refuseWhatIsNotRendered(stack, profile);
  const interpolate = interpolationOf(stack, profile);
  const project = `${definitions.project}-${stack.name}`;
  const images = new Map<string, PlannedImage>();
  const services = stack.services.map((service) => {
    const { image: key } = service.runtime;
    const merged = { ...replacements, images: { ...profile.images, ...replacements.images } };
    const planned = images.get(key) ?? planImage(definitions, generation.images, key, merged);
    images.set(key, planned);
    const context = {
      profile,
      interpolate,
      image: own(definitions.images, planned.pin),
      reference: planned.reference,
    };
    return [service.name, planService(service, context)] as const;
  });
  services.sort(([left], [right]) => byCodeUnit(left, right));
  const directory = outputDirectory(definitions, generation.id, profile);
  const compose: ComposeFile = {
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
      volumes: mapRecord(stack.volumes, (volume) =>
        planVolume(volume, volume.name === undefined ? undefined : interpolate(volume.name)),
      ),
    }),
  } as ComposeFile;
  return {
    stack: stack.name,
    description: stack.description,
    profile: profile.name,
    generation: generation.id,
    path: outputPath(directory, `${stack.name}.yml`),
    generatorVersion: definitions.generatorVersion,
    lockHash: definitions.lockHash,
    requires: { engine: MINIMUM_ENGINE, compose: MINIMUM_COMPOSE },
    images: [...images.values()].sort((left, right) => byCodeUnit(left.key, right.key)),
    variables: planVariables(stack, profile, project),
    endpoints: planEndpoints(stack),
    compose,
  };
}

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

function refuseWhatIsNotRendered(stack: Stack, profile: Profile): void {
  const hosts = [...new Set(stack.services.map((service) => service.host))];
  if (profile.edge.kind !== "none")
    throw new ComposeGenError({
      code: "EDGE_NOT_RENDERED",
      what: `The profile "${profile.name}" has the edge "${profile.edge.kind}", which this version does not render.`,
      where: `profile ${profile.name}`,
      next: "Use a profile without an edge.",
    });
  if (hosts.length > 1)
    throw new ComposeGenError({
      code: "HOSTS_NOT_RENDERED",
      what: `The stack "${stack.name}" is spread over several hosts, which this version does not render.`,
      where: `stack ${stack.name}`,
      evidence: `hosts: ${hosts.join(", ")}`,
      next: "Place all its services on one host, or split the stack.",
    });
}
