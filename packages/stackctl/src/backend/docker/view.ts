import type { PlannedImage } from "@unicity-sphere/compose-gen";
import { type CheckedService, findCheck, inStages, type NamedCheck } from "../../checks/run-checks.ts";
import { LOOPBACK } from "../../process/ports.ts";
import type { InstanceView, ServiceView } from "../../stack/definition.ts";
import type { Place, ServiceRow } from "../backend.ts";
import { containerCheck } from "./containers/check.ts";
import type { ContainerFacts } from "./containers/facts.ts";
import type { PartPlan } from "./plan.ts";

/** The containers of an instance beside what they are made from. */
export interface Observed {
  place: Place;
  parts: readonly PartPlan[];
  containers: readonly ContainerFacts[];
}

/** The container of a service. */
export function findContainer(
  containers: readonly ContainerFacts[],
  { project }: PartPlan,
  service: string,
): ContainerFacts | undefined {
  return containers.find((container) => container.project === project && container.service === service);
}

export const containerOf = ({ containers }: Observed, part: PartPlan, service: string) =>
  findContainer(containers, part, service);

/** The instance as checks and verbs see it. */
export function viewOf(observed: Observed): InstanceView {
  const { place, parts } = observed;
  const services: Record<string, ServiceView> = {};
  const endpoints: Record<string, string> = {};
  for (const part of parts) {
    for (const { name } of part.stack.services) {
      const url = urlsOf(observed, part, name)[0] ?? "";
      const started = containerOf(observed, part, name) !== undefined;
      services[name] = { name, url, started, process: null };
    }
    for (const [key, { service, endpoint, path = "" }] of Object.entries(part.stack.provides)) {
      const url = urlOf(observed, part, service, endpoint);
      if (url !== undefined) endpoints[key] = `${url}${path}`;
    }
  }
  const provides = parts.flatMap(({ stack }) => Object.keys(stack.provides));
  const { root, file } = place.paths;
  return { name: place.instance, root, provides, services, endpoints, file };
}

/** The services for tables; jobs are left out, since they have ended when all is well. */
export function rowsOf(observed: Observed, { jobs = false } = {}): ServiceRow[] {
  return observed.parts.flatMap((part) =>
    part.stack.services
      .filter(({ kind }) => jobs || kind === "service")
      .map(({ name, runtime }): ServiceRow => {
        const container = containerOf(observed, part, name);
        const url = urlsOf(observed, part, name)[0] ?? null;
        const image = part.plan.images.find(({ key }) => key === runtime.image);
        return {
          name,
          url,
          port: url === null ? null : Number(new URL(url.replace(/^[a-z]+:/, "http:")).port),
          pid: null,
          ...(container && { container: container.name }),
          ...(image && { image: describeImage(image, part.plan.compose.services[name]?.image, container) }),
        };
      }),
  );
}

/** What the container runs; an override file may have made it another image than the plan's. @param file as the file has it */
function describeImage(
  { reference, digest, replaced }: PlannedImage,
  file: string | undefined,
  container: ContainerFacts | undefined,
): NonNullable<ServiceRow["image"]> {
  if (container !== undefined && ![file, reference].some((known) => isSame(known, container.image)))
    return { reference: container.image, pinned: container.image.includes("@sha256:"), replaced: true };
  return { reference, pinned: digest !== null, ...(replaced && { replaced }) };
}

/** Whether two references name one image: by the digest where both have it, and with or without Docker Hub's own prefix. */
export function isSame(left = "", right: string): boolean {
  const [one, other] = [left, right].map((reference) => reference.replace(/^docker\.io\/(?:library\/)?/, ""));
  const digests = [left, right].map((reference) => reference.split("@")[1]);
  return one === other || (digests[0] !== undefined && digests[0] === digests[1]);
}

/** Every service and job with its checks: what the engine says first, then what the stack says about its endpoints. */
export function checkedServices(observed: Observed): CheckedService[] {
  const view = viewOf(observed);
  return observed.parts.flatMap((part) =>
    part.stack.services.flatMap(({ name, kind }) => {
      const service = view.services[name];
      const lowest = containerCheck(kind, containerOf(observed, part, name));
      return service ? [{ service, stages: inStages(lowest, endpointChecks(observed, part, name)) }] : [];
    }),
  );
}

function endpointChecks(observed: Observed, part: PartPlan, service: string): NamedCheck[] {
  return Object.values(part.plan.checks).flatMap(({ kind, endpoint }) => {
    const [owner = "", name = ""] = endpoint.split("/");
    if (owner !== service) return [];
    const url = urlOf(observed, part, service, name);
    return [{ name: kind, check: findCheck(observed.place.stack, kind), ...(url && { url }) }];
  });
}

function urlsOf(observed: Observed, part: PartPlan, service: string): string[] {
  const endpoints = part.stack.services.find(({ name }) => name === service)?.endpoints ?? {};
  return Object.keys(endpoints).flatMap((name) => urlOf(observed, part, service, name) ?? []);
}

/** URL on this host as the engine publishes it now. */
function urlOf(observed: Observed, part: PartPlan, service: string, endpoint: string): string | undefined {
  const defined = part.stack.services.find(({ name }) => name === service)?.endpoints[endpoint];
  const port = defined && containerOf(observed, part, service)?.ports[defined.port];
  return port === undefined ? undefined : `${defined?.protocol}://${LOOPBACK}:${port}`;
}
