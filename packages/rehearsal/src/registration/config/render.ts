import type { Route } from "../registration.ts";
import { renderBackends } from "./backends.ts";
import { renderExtraFrontends } from "./extra-frontends.ts";
import { renderFrontends } from "./frontends.ts";
import { renderGlobal } from "./global.ts";
import { renderMaps } from "./maps.ts";
import type { ConfigOptions } from "./options.ts";

/** Texts of a configuration folder (`haproxy -f` reads its `.cfg` files in order) and of the map files, by name. */
export interface HaproxyConfig {
  files: Record<string, string>;
  maps: Record<string, string>;
}

/** HAProxy's configuration for these routes. Throws when a port is wanted in two modes. */
export function renderConfig(routes: Route[], options: ConfigOptions): HaproxyConfig {
  return {
    files: {
      "00-global.cfg": renderGlobal(options),
      "10-frontends.cfg": renderFrontends(routes, options),
      "20-backends.cfg": renderBackends(routes, options),
      "30-extra-frontends.cfg": renderExtraFrontends(routes, options),
    },
    maps: renderMaps(routes),
  };
}
