import type { VolumeRow } from "../backend/backend.ts";
import type { Health } from "../checks/summary.ts";
import type { ServiceStatus } from "../commands/status.ts";
import { formatBytes } from "./bytes.ts";
import { columnFor, formatCheck } from "./reporter.ts";
import type { Style } from "./style.ts";
import { formatTable } from "./table.ts";
import { formatUnpinned } from "./up-text.ts";

/** The status for people: each check with its evidence, then what to do about the bad ones. */
export function formatStatus(
  {
    instance,
    health,
    services,
    volumes,
  }: {
    instance: string;
    health: Health;
    services: readonly ServiceStatus[];
    volumes: readonly VolumeRow[];
  },
  style: Style,
): string {
  const width = columnFor(services.map(({ name }) => name));
  const blocks = services.map(({ name, url, health, checks, image }) => {
    const lines = checks.map((check) => `${formatCheck(check, style, width)}\n`);
    const text = formatUnpinned(image);
    const unpinned = text && `  ${style.warn(text)}`;
    return `${style.strong(name)}  ${url ?? "-"}  ${style.health(health)}${unpinned}\n${lines.join("")}`;
  });
  const advice = services
    .flatMap(({ checks }) => checks)
    .filter(({ next }) => next)
    .map(({ service, next }) => `  ${service}: ${next}\n`);
  const next = advice.length > 0 ? `\nNext:\n${advice.join("")}` : "";
  return `${blocks.join("\n")}\n${formatVolumes(volumes)}"${instance}" is ${style.health(health)}.\n${next}`;
}

/** Size of each volume and what it has grown by since the last status. */
function formatVolumes(volumes: readonly VolumeRow[]): string {
  if (volumes.length === 0) return "";
  const rows = volumes.map(({ name, class: kind, bytes, growth }) => [
    name,
    kind,
    bytes === null ? "?" : formatBytes(bytes),
    growth
      ? `${growth.bytes < 0 ? "-" : "+"}${formatBytes(Math.abs(growth.bytes))} in ${Math.round(growth.ms / 1000)} s`
      : "",
  ]);
  return `Volumes:\n${formatTable(rows)}\n`;
}
