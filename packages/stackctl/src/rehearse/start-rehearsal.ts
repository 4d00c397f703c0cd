import { type Docker, runCommand } from "rehearsal";
import { bringUp } from "./bring-up.ts";
import { findCheckout } from "./checkout.ts";
import { requireEngine } from "./engine.ts";
import { newRehearsalId, projectOf, servicesOf } from "./names.ts";
import type { Rehearsal, RehearsalOptions } from "./rehearsal.ts";
import { removeRehearsal } from "./remove.ts";
import { runningRehearsal } from "./running-rehearsal.ts";
import { StepFailed } from "./step-failed.ts";
import { START_STEPS } from "./steps.ts";
import { Timeline } from "./timeline.ts";

/**
 * Brings up relay, aggregator and faucet behind HAProxy with certificates of an ACME server, each as an operator does.
 * @throws StackError `NO_CHECKOUT`, `ENGINE_UNREACHABLE`; StepFailed, after everything is removed again
 */
export async function startRehearsal(options: RehearsalOptions = {}): Promise<Rehearsal> {
  const checkout = options.checkout ?? findCheckout();
  // Not abortable: what removes a rehearsal must work after an interruption.
  const removal = await requireEngine(options.run ?? runCommand);
  const id = newRehearsalId();
  const timeline = new Timeline(START_STEPS, options.onStep, options.signal);
  try {
    const parts = await bringUp({ id, checkout, options, timeline });
    return runningRehearsal(parts, timeline, removal);
  } catch (error) {
    const failure = error instanceof StepFailed ? await withServiceLog(error, removal, id) : error;
    await removeRehearsal(removal, id);
    throw failure;
  }
}

/** A failed step of a service that runs shows what its container wrote last; a run script shows it itself. */
async function withServiceLog(failure: StepFailed, docker: Docker, id: string): Promise<StepFailed> {
  const { service } = failure.step;
  if (service === undefined || failure.parts.code === "SCRIPT_FAILED") return failure;
  const { container } = servicesOf(projectOf(id))[service];
  const { stdout, stderr } = await docker.result("logs", "--tail", "15", container);
  return failure.withLog(`${stdout}\n${stderr}`.trim());
}
