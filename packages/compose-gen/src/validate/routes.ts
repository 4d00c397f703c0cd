import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { own } from "../own.ts";
import { suggestion } from "../suggest.ts";
import type { Problems } from "./problems.ts";
import { refusalToServe } from "./served-files.ts";

/** Routes lead to endpoints that the proxy can reach, show nothing that nobody should see, and no two of a service have the same path. */
export function checkRoutes(stack: Stack, problems: Problems): void {
  for (const service of stack.services) {
    if (service.kind !== "service") continue;
    const paths = new Map<string, number>();
    for (const [index, route] of service.routes.entries()) {
      const at = `services.${service.name}.routes[${index}]`;
      const key = `${route.exact ? "=" : "^"} ${route.path}`;
      const earlier = paths.get(key);
      if (earlier === undefined) paths.set(key, index);
      else problems.add(`${at}.path`, `${route.path} is routes[${earlier}] already: remove one of them`);
      if (typeof route.target === "string") checkTarget(stack, service, route.target, at, problems);
      else {
        const refusal = refusalToServe(stack, service, route.target);
        if (refusal) problems.add(`${at}.target`, refusal);
      }
    }
  }
}

function checkTarget(stack: Stack, service: Service, target: string, at: string, problems: Problems): void {
  const [name = "", endpointName = ""] = target.split("/");
  const found = stack.services.find((candidate) => candidate.name === name);
  const endpoint = own(found?.endpoints, endpointName);
  const refuse = (message: string, advice?: () => string) => problems.add(`${at}.target`, message, advice);
  if (!found) {
    const names = () => stack.services.map((candidate) => candidate.name);
    refuse(`service "${name}" is not defined.`, () => suggestion(name, names()));
  } else if (!endpoint) {
    refuse(`endpoint of ${name} "${endpointName}" is not defined.`, () =>
      suggestion(endpointName, Object.keys(found.endpoints)),
    );
  } else if (endpoint.protocol !== "http" && endpoint.protocol !== "ws")
    refuse(`${target} speaks ${endpoint.protocol}: a route leads to http or ws`);
  else if (found !== service && !found.networks.some((network) => service.networks.includes(network)))
    refuse(`${name} is on no network of ${service.name}: give both one of the same name`);
}
