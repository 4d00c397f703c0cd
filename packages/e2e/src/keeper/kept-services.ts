import { existsSync } from "node:fs";
import { join } from "node:path";
import { E2eError } from "../errors.ts";
import { isFreshName } from "../instance-name.ts";
import { runJson, type Stackctl } from "../stackctl.ts";
import type { Order } from "./order.ts";

/** What of the plan of an `up` is used here. */
interface PlanDocument {
  plan: { fresh: boolean; services: { name: string }[]; projects?: { stack: string }[] };
}

/**
 * State that is kept goes on with the services that it was made with: `up` would add what is missing to those, and the
 * faucet's tokens are of the aggregator that it had then.
 *
 * @throws E2eError `KEPT_STATE_DIFFERS` when the run asks for others; nothing is changed
 */
export async function refuseOtherServices(order: Order, stackctl: Stackctl): Promise<void> {
  const folder = join(order.home, order.instance);
  if (isFreshName(order.instance) || !existsSync(folder)) return;
  const { plan } = await runJson<PlanDocument>(stackctl, "up", "--dry-run");
  if (plan.fresh) return;
  const kept = plan.projects?.map(({ stack }) => stack) ?? plan.services.map(({ name }) => name);
  if (kept.toSorted().join() === order.services.toSorted().join()) return;
  throw new E2eError({
    code: "KEPT_STATE_DIFFERS",
    what: `The state "${order.instance}" was made with other services. Nothing was started or changed.`,
    where: folder,
    evidence: `it has: ${kept.join(", ")}\nasked for: ${order.services.join(", ")}`,
    cause: "An earlier run that kept its state here had other flags.",
    next: `Run with its services, or without E2E_KEEP_STATE; or delete it: \`npx @unicity-sphere/stackctl wipe --yes --instance ${order.instance}\`.`,
  });
}
