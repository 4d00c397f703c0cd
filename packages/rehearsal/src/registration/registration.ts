/** How HAProxy treats an extra port: by Host header, or as a stream (by SNI once two domains share it). */
export type ExtraPortMode = "http" | "tcp";

/** A port beyond 80 and 443 that HAProxy opens for a domain. */
export interface ExtraPort {
  /** Port on HAProxy. */
  listen: number;
  /** Port of the container. */
  target: number;
  mode: ExtraPortMode;
}

/** What `domains.map` holds for one domain. Domains keep the case in which they were sent. */
export interface Route {
  domain: string;
  /** DNS name (or address) of the container behind the domain. */
  container: string;
  http_port: number | null;
  https_port: number | null;
  map_port: number | null;
  extra_ports: ExtraPort[] | null;
}

/** A registered domain as the API shows it: the route and when it was made (ISO, null for a line written by hand). */
export interface Registration extends Route {
  created_at: string | null;
}

/** Text that is equal for two routes exactly when a repeated request changes nothing: `[]` is not `null`, order counts. */
export function fingerprint({ container, http_port, https_port, map_port, extra_ports }: Route): string {
  return JSON.stringify([
    container,
    http_port,
    https_port,
    map_port,
    extra_ports?.map(({ listen, target, mode }) => [listen, target, mode]) ?? null,
  ]);
}
