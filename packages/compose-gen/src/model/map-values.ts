import type { Service } from "./service.ts";
import type { Value, ValuePart } from "./value.ts";

/** A copy of a service in which every value went through `map`, joined values part by part. */
export function mapValues(service: Service, map: (part: ValuePart) => ValuePart): Service {
  const one = (value: Value): Value =>
    typeof value === "object" && "join" in value ? { join: value.join.map(map) } : map(value);
  const record = (values: Record<string, Value>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, one(value)]));
  const { runtime } = service;
  const mapped: Service = {
    ...service,
    runtime: {
      ...runtime,
      ...(runtime.entrypoint ? { entrypoint: runtime.entrypoint.map(one) } : {}),
      ...(runtime.command ? { command: runtime.command.map(one) } : {}),
      environment: record(runtime.environment),
      labels: record(runtime.labels),
    },
    files: service.files.map((file) => ({ ...file, content: one(file.content) })),
  };
  if (mapped.kind === "service" && mapped.health) {
    const { health } = mapped;
    if ("command" in health) mapped.health = { ...health, command: health.command.map(one) };
    if ("shell" in health) mapped.health = { ...health, shell: one(health.shell) };
  }
  return mapped;
}
