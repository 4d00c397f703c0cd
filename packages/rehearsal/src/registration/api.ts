import type { IncomingMessage } from "node:http";
import type { Faults } from "./faults/faults.ts";
import type { Route } from "./registration.ts";
import type { ReloadQueue } from "./reload/reload-queue.ts";
import type { Settings } from "./settings.ts";
import type { RegistrationStore } from "./store/store.ts";

/** The HAProxy beside the API. */
export interface HaproxyControl {
  /** The running master, or undefined when there is none. */
  master(): Promise<{ pid: number; uptimeSeconds?: number | undefined } | undefined>;
  /** Points the route's servers at this address and takes them out of maintenance. */
  revive(route: Route, address: string): Promise<void>;
  /** Puts the route's servers into maintenance; answers how many they are. */
  drain(route: Route): Promise<number>;
}

/** What the handlers work with. */
export interface Api {
  settings: Pick<Settings, "apiKey" | "maxRegistrations" | "allowedPorts" | "allowWhenUnresolvable">;
  store: RegistrationStore;
  reloads: ReloadQueue;
  haproxy: HaproxyControl;
  faults: Faults;
  /** IPv4 addresses of a name by DNS alone; rejects when there are none. */
  resolve4(name: string): Promise<string[]>;
  now(): Date;
  /** A line for the operator. */
  log(line: string): void;
}

/** One call, as its handler sees it. */
export interface Call {
  request: IncomingMessage;
  /** The domain in the path, in lower case; empty where the path has none. */
  domain: string;
  /** Source address of the caller, IPv4 without the IPv6 prefix. */
  address: string;
}
