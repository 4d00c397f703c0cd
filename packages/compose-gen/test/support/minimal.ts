import {
  defineService,
  defineStack,
  type ServiceInput,
  type Stack,
  type StackInput,
} from "../../src/index.ts";

/** The smallest service, with whatever a test adds. */
export function serviceInput(extra: Partial<ServiceInput> = {}): ServiceInput {
  return { name: "web", runtime: { kind: "container", image: "shop" }, ...extra };
}

/** The smallest stack around these services. */
export function stackOf(services: Partial<ServiceInput>[], extra: Partial<StackInput> = {}): Stack {
  return defineStack({
    name: "small",
    description: "A small stack",
    services: services.map((service) => defineService(serviceInput(service))),
    ...extra,
  });
}
