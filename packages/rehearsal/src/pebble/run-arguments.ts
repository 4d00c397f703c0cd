import { type PebbleSettings, pebbleConfiguration } from "./configuration.ts";

/** Where and how Pebble runs. */
export interface PebbleOptions extends PebbleSettings {
  /** The Docker network on which the domains resolve; it must exist. */
  readonly network: string;
  /** Name of the container. */
  readonly container: string;
  /** Reference of the image, see `ensureImage(pebbleImage())`. */
  readonly image: string;
  /** DNS name on the network; default `pebble`. */
  readonly alias?: string;
  /** Labels of the container. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** The DNS name of an ACME server without one of its own. */
export const DEFAULT_ALIAS = "pebble";

/** The arguments of `docker` that start Pebble. */
export function pebbleRunArguments(options: PebbleOptions): string[] {
  const { network, container, image, alias = DEFAULT_ALIAS, labels = {}, ...settings } = options;
  return [
    ...["run", "--detach", "--name", container, "--network", network, "--network-alias", alias],
    ...[
      "--cap-drop",
      "ALL",
      "--security-opt",
      "no-new-privileges",
      "--memory",
      "256m",
      "--pids-limit",
      "256",
    ],
    ...Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
    ...["--env", `PEBBLE_NAMES=${alias}`],
    ...["--env", `PEBBLE_CONFIG=${JSON.stringify(pebbleConfiguration(settings))}`],
    image,
  ];
}
