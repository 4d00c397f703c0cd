import type { Profile } from "../../model/profile.ts";
import type { Service } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";
import type { Waiver } from "../../model/waiver.ts";
import { own } from "../../own.ts";
import type { Definitions } from "../../plan/definitions.ts";
import type { StackPlan } from "../../plan/stack.ts";
import type { Reason } from "../subject.ts";

/** A stack with what its profile made of it. */
interface Placed {
  definition: Stack;
  placed: Stack;
  profile: Profile;
  plan: StackPlan;
}

/** Every written reason that is in force for a rendered file: waivers, and the fields that hold a reason themselves. */
export function reasonsOf(definitions: Definitions, { definition, placed, profile, plan }: Placed): Reason[] {
  return [
    ...definition.waivers.map((waiver, index) => ({
      ...ofWaiver(waiver, `waivers[${index}]`),
      ...(waiver.services ? { services: waiver.services } : {}),
    })),
    ...definition.services.flatMap((service) =>
      service.waivers.map((waiver, index) =>
        ofWaiver(waiver, `services.${service.name}.waivers[${index}]`, service.name),
      ),
    ),
    ...placed.services.flatMap((service) => [...ofOverlay(service, profile), ...ofFields(service)]),
    ...plan.images
      .filter(({ replaced }) => !replaced)
      .flatMap(({ pin }) => {
        const waiver = own(definitions.lock.images, pin)?.waiver;
        return waiver ? [ofLock(pin, waiver)] : [];
      }),
  ];
}

function ofWaiver({ rule, reason, expires }: Waiver, where: string, service?: string): Reason {
  return {
    rules: [rule],
    reason,
    where,
    mustCover: true,
    ...(expires === undefined ? {} : { expires }),
    ...(service === undefined ? {} : { service }),
  };
}

/** The waivers that a profile's edge gives to each service behind it. */
function ofOverlay(service: Service, { name, edge }: Profile): Reason[] {
  if (!edge || service.kind !== "service" || !service.edge) return [];
  return edge.overlay.waivers.map((waiver, index) =>
    ofWaiver(waiver, `profiles.${name}.edge.overlay.waivers[${index}]`, service.name),
  );
}

/** Reasons that stand beside what they explain. */
function ofFields(service: Service): Reason[] {
  const at = `services.${service.name}`;
  const field = (rule: string, where: string, reason: string, detail?: string): Reason => ({
    rules: [rule],
    service: service.name,
    reason,
    where,
    mustCover: false,
    ...(detail === undefined ? {} : { detail }),
  });
  const reasons = service.runtime.capAdd.map(({ capability, reason }, index) =>
    field(
      "privileges.capabilities",
      `${at}.runtime.capAdd[${index}]`,
      reason,
      capability.replace(/^CAP_/, ""),
    ),
  );
  if (service.kind === "job" && service.terminal !== undefined)
    reasons.push(field("jobs.adopted", `${at}.terminal`, service.terminal));
  if (service.kind === "service" && service.health && "disabled" in service.health)
    reasons.push(field("health.present", `${at}.health.disabled`, service.health.disabled));
  for (const [name, { scope, port, reach }] of Object.entries(service.endpoints))
    if (scope === "public" && reach && reach.length > 0)
      reasons.push(
        field("ports.loopback", `${at}.endpoints.${name}.reach`, `for ${reach.join(", ")}`, String(port)),
      );
  return reasons;
}

function ofLock(pin: string, waiver: { reason: string; expires: string }): Reason {
  return {
    rules: ["image.pinned", "image.verified", "image.index-digest"],
    detail: pin,
    ...waiver,
    where: `images.lock.json: ${pin}`,
    mustCover: true,
  };
}
