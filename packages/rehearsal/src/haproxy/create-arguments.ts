/** How HAProxy and its API behave in a rehearsal. Whatever is left out is as on a production host. */
export interface HaproxySettings {
  /** Key of the API; without one everybody on the network may call. */
  readonly apiKey?: string;
  /** Delay between a change and its reload, in ms; default 2000. */
  readonly reloadDebounce?: number;
  readonly maxRegistrations?: number;
  /** Ports that domains may use beyond 80 and 443; without it all. */
  readonly allowedPorts?: readonly number[];
  /** Idle life of WebSockets and TLS streams in seconds; without it they are cut after 30 s. */
  readonly tunnelTimeout?: number;
  /** Refuse to unregister a domain whose container has no address any more, as older servers do. */
  readonly refuseUnresolvableOwner?: boolean;
  /** Take faults, see `RunningHaproxy.setFaults`. */
  readonly faults?: boolean;
}

/** Where HAProxy runs. */
export interface HaproxyPlace {
  readonly network: string;
  /** Name of the container. */
  readonly container: string;
  /** Name of the volume with its registrations. */
  readonly volume: string;
  readonly image: string;
  /** DNS name on the network; default `haproxy`. */
  readonly alias?: string | undefined;
  /** Domains that lead to HAProxy on the network, as DNS does on the Internet. */
  readonly domains?: readonly string[] | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Publish 80 and 443 on free ports of 127.0.0.1; default false: nothing on the host. */
  readonly publish?: boolean | undefined;
  /** Start again after a crash and with the engine, as on a production host; default false. */
  readonly restart?: boolean | undefined;
}

export const DEFAULT_ALIAS = "haproxy";
export const API_PORT = 8404;
export const FAULTS_PORT = 8405;
export const WEB_PORTS = [80, 443] as const;

/** The arguments of `docker` that create the container. */
export function haproxyCreateArguments(place: HaproxyPlace, settings: HaproxySettings = {}): string[] {
  const { network, container, volume, image, alias = DEFAULT_ALIAS, domains = [], labels = {} } = place;
  return [
    ...["create", "--name", container, "--network", network],
    ...[alias, ...domains].flatMap((name) => ["--network-alias", name]),
    ...["--volume", `${volume}:/etc/haproxy`],
    ...(place.publish ? WEB_PORTS.flatMap((port) => ["--publish", `127.0.0.1::${port}`]) : []),
    ...(place.restart ? ["--restart", "unless-stopped"] : []),
    ...["--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    ...["--memory", "512m", "--pids-limit", "256"],
    ...Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
    ...Object.entries(environment(settings)).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    image,
  ];
}

function environment(settings: HaproxySettings): Record<string, string> {
  const { apiKey, reloadDebounce, maxRegistrations, allowedPorts, tunnelTimeout } = settings;
  return {
    ...(apiKey && { HAPROXY_API_KEY: apiKey }),
    ...(maxRegistrations !== undefined && { MAX_REGISTRATIONS: `${maxRegistrations}` }),
    ...(allowedPorts && { ALLOWED_PORTS: allowedPorts.join(",") }),
    ...(reloadDebounce !== undefined && { REHEARSAL_RELOAD_DEBOUNCE_MS: `${reloadDebounce}` }),
    ...(tunnelTimeout !== undefined && { REHEARSAL_TIMEOUT_TUNNEL: `${tunnelTimeout}s` }),
    ...(settings.refuseUnresolvableOwner && { REHEARSAL_UNRESOLVABLE_OWNER: "deny" }),
    ...(settings.faults && { REHEARSAL_FAULTS_PORT: `${FAULTS_PORT}` }),
  };
}
