import type { z } from "zod";
import type { Service } from "./service.ts";

/** Hardening rules that a definition leaves only with a waiver of the same name. */
export const hardeningRules = {
  "user.non-root": "containers do not run as root",
  "filesystem.read-only": "the root file system is read-only",
} as const;

/** True when the user of a container is root, by number or by name. */
export function isRoot(user: string): boolean {
  return /^(?:0+|root)(?::|$)/.test(user);
}

/** What a service must hold to besides the form of its fields. */
export function serviceRules(context: z.core.ParsePayload<Service>): void {
  const service = context.value;
  const refuse = (path: PropertyKey[], message: string) =>
    context.issues.push({ code: "custom", path, message, input: service });
  const waived = new Set(service.waivers.map((waiver) => waiver.rule));
  const { user, readOnly } = service.runtime;
  if (user !== undefined && isRoot(user) && !waived.has("user.non-root"))
    refuse(
      ["runtime", "user"],
      "is root: add the waiver user.non-root with a reason, or choose another user",
    );
  if (!readOnly && !waived.has("filesystem.read-only"))
    refuse(["runtime", "readOnly"], "is false: add the waiver filesystem.read-only with a reason");
  if (readOnly && service.files.length > 0)
    refuse(
      ["files"],
      "cannot be copied into a read-only container by Compose: pass a script by `sh -c` in `entrypoint`, or put the file into the image",
    );
  for (const [index, target] of targets(service).entries())
    if (targets(service).indexOf(target) !== index)
      refuse(["mounts"], `mounts two things at ${target}: each target path can be used once`);
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
