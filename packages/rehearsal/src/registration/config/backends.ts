import type { Route } from "../registration.ts";
import { type BackendName, backendsOf } from "./names.ts";
import type { ConfigOptions } from "./options.ts";

/** Backends of all routes, each name once: of two routes that share a name the first one decides the port. */
export function renderBackends(routes: Route[], { checkInterval }: ConfigOptions): string {
  const backends = new Map<string, BackendName>();
  for (const backend of routes.flatMap(backendsOf)) {
    if (!backends.has(backend.name)) backends.set(backend.name, backend);
  }
  if (backends.size === 0) return "# no backends\n";
  return [...backends.values()].map((backend) => renderBackend(backend, checkInterval)).join("\n");
}

// A name that does not resolve yet must not keep HAProxy from starting: `none` waits for the resolver.
function renderBackend({ name, mode, container, port }: BackendName, interval: string): string {
  return `backend ${name}
    mode ${mode}
    server ${container} ${container}:${port} check inter ${interval} fall 3 rise 2 resolvers docker init-addr last,libc,none
`;
}
