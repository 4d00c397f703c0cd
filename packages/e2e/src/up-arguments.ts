import { resolve } from "node:path";
import { CONTROL_ARGUMENTS } from "./control.ts";
import type { StackOptions } from "./options.ts";
import { SERVICES } from "./services.ts";

/** Arguments of `stackctl up` for these options, without the verb and the instance. */
export function upArguments(options: StackOptions): string[] {
  const { services = SERVICES, backend = "embedded", sdk, ports = 0, accounts = 0, images = {} } = options;
  return [
    `--${backend}`,
    ...["--port-base", String(ports)],
    ...(sdk === undefined ? [] : ["--sdk", sdk]),
    ...(accounts === 0 ? [] : ["--accounts", String(accounts)]),
    ...Object.entries(images).flatMap(([key, reference]) => ["--image", `${key}=${reference}`]),
    ...(backend === "embedded" ? CONTROL_ARGUMENTS : []),
    ...SERVICES.filter((name) => services.includes(name)),
  ];
}

/** Variables by which the services find an aggregator that is no part of the stack. */
export function wiringOf({ services = SERVICES, backend, aggregator }: StackOptions): Record<string, string> {
  if (!aggregator || services.includes("aggregator")) return {};
  const { url, trustBasePath, trustBaseUrl } = aggregator;
  const trustBase = backend === "docker" ? trustBaseUrl : resolve(trustBasePath);
  return { AGGREGATOR_URL: url, ...(trustBase !== undefined && { TRUST_BASE_URL: trustBase }) };
}
