import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { suggestion } from "../suggest.ts";
import { conditionOf } from "./dependencies.ts";
import type { Problems } from "./problems.ts";
import { valuesOf } from "./values.ts";

/** Every name that a stack uses is defined in it, once. */
export function checkReferences(stack: Stack, problems: Problems): void {
  const services = new Map<string, Service>();
  for (const service of stack.services) {
    if (services.has(service.name))
      problems.add(`services.${service.name}`, "is defined twice: rename one of them");
    services.set(service.name, service);
  }
  const known = (record: Record<string, unknown>, name: string, path: string, what: string) => {
    if (!Object.hasOwn(record, name))
      problems.add(path, `${what} "${name}" is not defined.`, () => suggestion(name, Object.keys(record)));
  };
  const knownService = (name: string, path: string): Service | undefined => {
    const service = services.get(name);
    if (!service)
      problems.add(path, `service "${name}" is not defined.`, () => suggestion(name, services.keys()));
    return service;
  };
  for (const service of stack.services) {
    const at = `services.${service.name}`;
    for (const mount of service.mounts) known(stack.volumes, mount.volume, `${at}.mounts`, "volume");
    for (const use of service.secrets) known(stack.secrets, use.secret, `${at}.secrets`, "secret");
    for (const network of service.networks)
      known({ default: {}, ...stack.networks }, network, `${at}.networks`, "network");
    for (const [name, dependency] of Object.entries(service.dependsOn)) {
      const target = knownService(name, `${at}.dependsOn`);
      if (target) checkCondition(target, conditionOf(dependency), `${at}.dependsOn.${name}`, problems);
    }
  }
  for (const [name, volume] of Object.entries(stack.volumes))
    if (volume.stateSet) known(stack.stateSets, volume.stateSet, `volumes.${name}.stateSet`, "state set");
  for (const [name, secret] of Object.entries(stack.secrets))
    for (const consumer of secret.consumers) knownService(consumer, `secrets.${name}.consumers`);
  const checkEndpoint = (serviceName: string, endpoint: string, path: string) => {
    const service = knownService(serviceName, path);
    if (service) known(service.endpoints, endpoint, path, `endpoint of ${serviceName}`);
  };
  for (const [name, { service, endpoint }] of Object.entries(stack.provides))
    checkEndpoint(service, endpoint, `provides.${name}`);
  for (const [index, waiver] of stack.waivers.entries())
    for (const name of waiver.services ?? []) knownService(name, `waivers[${index}].services`);
  for (const service of stack.services)
    if (service.kind === "service" && service.edge)
      checkEndpoint(service.name, service.edge.endpoint, `services.${service.name}.edge`);
  for (const [name, check] of Object.entries(stack.checks)) {
    const [service = "", endpoint = ""] = check.endpoint.split("/");
    checkEndpoint(service, endpoint, `checks.${name}.endpoint`);
  }
  for (const { path, part } of valuesOf(stack)) {
    if (typeof part === "string") continue;
    if ("endpoint" in part) {
      const [service = "", endpoint = ""] = part.endpoint.split("/");
      checkEndpoint(service, endpoint, path);
    }
    if ("consumes" in part) known(stack.consumes, part.consumes, path, "consumed endpoint");
  }
}

function checkCondition(target: Service, condition: string, path: string, problems: Problems): void {
  if (condition === "completed" && target.kind !== "job")
    problems.add(path, `waits for the end of "${target.name}", which is no job: use "healthy" or "started"`);
  if (condition !== "healthy") return;
  if (target.kind === "job")
    problems.add(path, `waits for the health of the job "${target.name}": use "completed"`);
  else if (!target.health || "disabled" in target.health)
    problems.add(
      path,
      `waits for the health of "${target.name}", which has no health command: add one, or use "started"`,
    );
}
