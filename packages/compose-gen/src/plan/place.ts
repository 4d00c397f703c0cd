import type { Edge } from "../model/edge.ts";
import type { Parameter } from "../model/parameter.ts";
import type { Profile } from "../model/profile.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import type { Volume } from "../model/volume.ts";

/** Network on which a placed stack meets its edge. */
export const EDGE_NETWORK = "edge";

/** The stack as it is in a profile: services behind the edge have what the profile's overlay says. Pure. */
export function placeStack(stack: Stack, profile: Profile): Stack {
  const { edge } = profile;
  const behind = servicesBehindEdge(stack);
  if (!edge || behind.length === 0) return stack;
  const volumes: Record<string, Volume> = { ...stack.volumes };
  const parameters: Record<string, Parameter> = { ...edge.parameters, ...stack.parameters };
  for (const service of behind) {
    for (const [key, { target: _, ...volume }] of Object.entries(edge.overlay.volumes))
      volumes[ownVolume(service, key)] = { ...volume, external: false };
    parameters[domainVariable(edge, service, behind)] = {
      description: `Domain of ${service.name}`,
      required: edge.domain.message,
      ...(edge.domain.example === undefined
        ? {}
        : { example: edge.domain.example.replaceAll("{service}", outerName(stack, service)) }),
    };
  }
  return {
    ...stack,
    services: stack.services.map((service) =>
      behind.includes(service) ? placeService(service, edge, domainVariable(edge, service, behind)) : service,
    ),
    volumes,
    parameters,
    networks: {
      ...stack.networks,
      [EDGE_NETWORK]: { name: edge.network, external: true, internal: false, description: edge.description },
    },
  };
}

/** What others know the service by: the first thing that the stack provides through it, else its own name. */
function outerName({ provides }: Stack, { name }: Service): string {
  return Object.entries(provides).find(([, provided]) => provided.service === name)?.[0] ?? name;
}

/** The services that an edge makes public. */
export function servicesBehindEdge(stack: Stack): Service[] {
  return stack.services.filter((service) => service.kind === "service" && service.edge);
}

/** The variable that holds the domain of a service: one service has it alone, several have one each. */
export function domainVariable(edge: Edge, service: Service, behind: readonly Service[]): string {
  const { variable } = edge.domain;
  if (behind.length === 1) return variable;
  return `${service.name.toUpperCase().replaceAll("-", "_")}_${variable}`;
}

function placeService(service: Service, { domain, overlay }: Edge, variable: string): Service {
  const { runtime } = service;
  const added = <T>(own: readonly T[], extra: readonly T[], key: (item: T) => string) => [
    ...own,
    ...extra.filter((item) => !own.some((other) => key(other) === key(item))),
  ];
  return {
    ...service,
    runtime: {
      ...runtime,
      user: overlay.user ?? runtime.user,
      labels: { ...overlay.labels, ...runtime.labels },
      environment: { ...overlay.environment, ...runtime.environment, [domain.variable]: { variable } },
      tmpfs: added(runtime.tmpfs, overlay.tmpfs, ({ path }) => path),
      capAdd: added(runtime.capAdd, overlay.capAdd, ({ capability }) => capability),
    },
    mounts: [
      ...service.mounts,
      ...Object.entries(overlay.volumes).map(([key, { target }]) => ({
        volume: ownVolume(service, key),
        target,
        readOnly: false,
        noCopy: false,
      })),
    ],
    networks: [...service.networks, EDGE_NETWORK],
    stopGracePeriod: Math.max(service.stopGracePeriod, overlay.stopGracePeriod ?? 0),
    waivers: added(service.waivers, overlay.waivers, ({ rule }) => rule),
  };
}

function ownVolume(service: Service, key: string): string {
  return `${service.name}-${key}`;
}
