/** What the rendered configuration depends on besides the routes. Times as HAProxy writes them, such as `30s`. */
export interface ConfigOptions {
  /** Folder of the map files. */
  mapsDir: string;
  /** Path of the stats socket through which the API changes servers. */
  adminSocket: string;
  /** How long an idle tunnel (WebSocket, TLS stream) lives. Undefined: HAProxy's client and server time-outs cut it after 30 s. */
  timeoutTunnel?: string | undefined;
  /** Pause between two checks of a server. */
  checkInterval: string;
}

/** As the newest readable upstream configuration has them. */
export const CONFIG_DEFAULTS = { adminSocket: "/var/run/haproxy.sock", checkInterval: "2s" } as const;
