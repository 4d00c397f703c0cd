import type { z } from "zod";
import type { Service } from "./service.ts";

/** What a service must hold to besides the form of its fields. How hard it must be is decided by lint. */
export function serviceRules(context: z.core.ParsePayload<Service>): void {
  const service = context.value;
  const refuse = (path: PropertyKey[], message: string) =>
    context.issues.push({ code: "custom", path, message, input: service });
  if (service.runtime.readOnly && service.files.length > 0)
    refuse(
      ["files"],
      "cannot be copied into a read-only container by Compose: pass a script by `sh -c` in `entrypoint`, or put the file into the image",
    );
  const taken = new Set<string>();
  for (const target of targets(service)) {
    if (taken.has(target))
      refuse(["mounts"], `mounts two things at ${target}: each target path can be used once`);
    taken.add(target);
  }
  if (Object.hasOwn(service.dependsOn, service.name))
    refuse(["dependsOn", service.name], "depends on itself: remove it");
}

function targets(service: Service): string[] {
  return [
    ...service.mounts.map((mount) => mount.target),
    ...service.files.map((file) => file.path),
    ...service.runtime.tmpfs.map((tmpfs) => tmpfs.path),
  ];
}
