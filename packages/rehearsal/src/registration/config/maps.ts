import { join } from "node:path";
import type { Route } from "../registration.ts";
import { type BackendName, extraBackend, httpBackend, httpsBackend, mapBackend } from "./names.ts";
import type { ConfigOptions } from "./options.ts";

/** Path of a map file. */
export const mapPath = ({ mapsDir }: Pick<ConfigOptions, "mapsDir">, name: string) =>
  join(mapsDir, `${name}.map`);

/** Map files by name: each line leads from a domain, in the case it was registered in, to a backend. */
export function renderMaps(routes: Route[]): Record<string, string> {
  const extras = [
    ...new Set(routes.flatMap(({ extra_ports }) => extra_ports?.map(({ listen }) => listen) ?? [])),
  ];
  return {
    "http-domains": renderMap(routes, httpBackend),
    "https-domains": renderMap(routes, httpsBackend),
    "map-domains": renderMap(routes, mapBackend),
    ...Object.fromEntries(
      extras.map((listen) => [
        `extra-${listen}-domains`,
        renderMap(routes, (route) => extraOn(route, listen)),
      ]),
    ),
  };
}

function extraOn(route: Route, listen: number): BackendName | undefined {
  const extra = route.extra_ports?.find((port) => port.listen === listen);
  return extra && extraBackend(route, extra);
}

function renderMap(routes: Route[], backendOf: (route: Route) => BackendName | undefined): string {
  return routes
    .flatMap((route) => {
      const backend = backendOf(route);
      return backend ? [`${route.domain} ${backend.name}\n`] : [];
    })
    .join("");
}
