import type { Health } from "../checks/summary.ts";
import type { ServiceStatus } from "../commands/status.ts";
import { formatCheck } from "./reporter.ts";
import type { Style } from "./style.ts";

/** The status for people: each check with its evidence, then what to do about the bad ones. */
export function formatStatus(
  { instance, health, services }: { instance: string; health: Health; services: readonly ServiceStatus[] },
  style: Style,
): string {
  const blocks = services.map(({ name, url, health, checks }) => {
    const lines = checks.map((check) => `${formatCheck(check, style)}\n`);
    return `${style.strong(name)}  ${url ?? "-"}  ${style.health(health)}\n${lines.join("")}`;
  });
  const advice = services
    .flatMap(({ checks }) => checks)
    .filter(({ next }) => next)
    .map(({ service, next }) => `  ${service}: ${next}\n`);
  const next = advice.length > 0 ? `\nNext:\n${advice.join("")}` : "";
  return `${blocks.join("\n")}\n"${instance}" is ${style.health(health)}.\n${next}`;
}
