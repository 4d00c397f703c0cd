import type { ExtraPort, Route } from "../registration.ts";

/** First lines of a new `domains.map`. */
export const MAP_HEADER = "# domain\tcontainer\thttp\thttps\t[map]\t[extra:listen:target:mode]…\n";

/** The routes of a `domains.map`. Comments and lines that are no route are passed over; the first line of a domain wins. */
export function parseDomainsMap(text: string): Route[] {
  const routes = new Map<string, Route>();
  for (const line of text.split("\n")) {
    const route = parseLine(line);
    if (route && !routes.has(route.domain)) routes.set(route.domain, route);
  }
  return [...routes.values()];
}

/** The text with one more route at its end. */
export function appendRoute(text: string, route: Route): string {
  return `${text === "" || text.endsWith("\n") ? text : `${text}\n`}${routeLine(route)}\n`;
}

/** The text with the line of this route's domain rewritten; every other line is kept. */
export function replaceRoute(text: string, route: Route): string {
  let written = false;
  return editLines(text, (line) => {
    if (written || parseLine(line)?.domain !== route.domain) return line;
    written = true;
    return routeLine(route);
  });
}

/** The text without any line of the domain. */
export function removeRoute(text: string, domain: string): string {
  return editLines(text, (line) => (parseLine(line)?.domain === domain ? undefined : line));
}

function editLines(text: string, edit: (line: string) => string | undefined): string {
  return text
    .split("\n")
    .map(edit)
    .filter((line) => line !== undefined)
    .join("\n");
}

function parseLine(line: string): Route | undefined {
  if (line.trim() === "" || line.trimStart().startsWith("#")) return undefined;
  const [domain, container, http, https, ...rest] = line.trim().split(/\s+/);
  if (!domain || !container) return undefined;
  const extras = rest.filter((field) => field.startsWith("extra:")).map(parseExtra);
  const [map] = rest.filter((field) => !field.startsWith("extra:"));
  return {
    domain,
    container,
    http_port: parsePort(http),
    https_port: parsePort(https),
    map_port: parsePort(map),
    extra_ports: extras.length > 0 ? extras : null,
  };
}

function parsePort(field: string | undefined): number | null {
  return field === undefined || !/^\d+$/.test(field) ? null : Number(field);
}

function parseExtra(field: string): ExtraPort {
  const [, listen, target, mode] = field.split(":");
  return { listen: Number(listen), target: Number(target), mode: mode === "http" ? "http" : "tcp" };
}

function routeLine({ domain, container, http_port, https_port, map_port, extra_ports }: Route): string {
  const extras = (extra_ports ?? []).map(({ listen, target, mode }) => `extra:${listen}:${target}:${mode}`);
  const map = map_port !== null ? [`${map_port}`] : extras.length > 0 ? ["-"] : [];
  return [domain, container, http_port ?? "-", https_port ?? "-", ...map, ...extras].join("\t");
}
