import type { Health } from "../model/health.ts";
import type { ComposeHealthcheck } from "./compose-file.ts";
import type { ServiceContext } from "./service.ts";
import { duration } from "./units.ts";

/** How the engine sees that a service works; `undefined` leaves it to the image. */
export function planHealth(
  health: Health | undefined,
  { interpolate, startInterval }: ServiceContext,
): ComposeHealthcheck | undefined {
  if (!health) return undefined;
  if ("disabled" in health) return { disable: true };
  const test =
    "command" in health
      ? ["CMD", ...health.command.map(interpolate)]
      : ["CMD-SHELL", interpolate(health.shell)];
  return {
    test,
    interval: duration(health.interval),
    timeout: duration(health.timeout),
    retries: health.retries,
    start_period: duration(health.startPeriod),
    ...(startInterval ? { start_interval: duration(health.startInterval) } : {}),
  };
}
