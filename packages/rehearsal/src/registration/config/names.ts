import type { ExtraPort, Route } from "../registration.ts";

/** A backend of the configuration: its name depends on container and port only, so domains of one container share it. */
export interface BackendName {
  name: string;
  mode: "http" | "tcp";
  container: string;
  port: number;
}

export const httpBackend = ({ container, http_port }: Route): BackendName | undefined =>
  http_port === null ? undefined : { name: `${container}-http`, mode: "http", container, port: http_port };

export const httpsBackend = ({ container, https_port }: Route): BackendName | undefined =>
  https_port === null
    ? undefined
    : {
        name: https_port === 443 ? `${container}-https` : `${container}-https-${https_port}`,
        mode: "tcp",
        container,
        port: https_port,
      };

export const mapBackend = ({ container, map_port }: Route): BackendName | undefined =>
  map_port === null
    ? undefined
    : { name: `${container}-mapdownload`, mode: "http", container, port: map_port };

export const extraBackend = ({ container }: Route, { listen, target, mode }: ExtraPort): BackendName => ({
  name: `${container}-extra-${listen}`,
  mode,
  container,
  port: target,
});

/** Every backend of a route. */
export function backendsOf(route: Route): BackendName[] {
  const extras = (route.extra_ports ?? []).map((extra) => extraBackend(route, extra));
  return [httpBackend(route), httpsBackend(route), mapBackend(route), ...extras].filter(
    (backend) => backend !== undefined,
  );
}

/** `backend/server` of every server of a route, as HAProxy's admin socket names them. */
export function serversOf(route: Route): string[] {
  return backendsOf(route).map(({ name, container }) => `${name}/${container}`);
}
