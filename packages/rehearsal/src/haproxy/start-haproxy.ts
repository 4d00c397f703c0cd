import { randomBytes } from "node:crypto";
import { type RunCommand, runCommand } from "../images/index.ts";
import { callFromContainer } from "./call-api.ts";
import { HaproxyContainer } from "./container.ts";
import {
  API_PORT,
  DEFAULT_ALIAS,
  FAULTS_PORT,
  type HaproxyPlace,
  type HaproxySettings,
  haproxyCreateArguments,
} from "./create-arguments.ts";
import { dockerClient } from "./docker.ts";
import type { RunningHaproxy } from "./running-haproxy.ts";

export interface HaproxyOptions
  extends HaproxySettings,
    Pick<HaproxyPlace, "alias" | "domains" | "labels" | "publish" | "restart"> {
  /** Reference of the image, see `ensureImage(haproxyImage())`. */
  readonly image: string;
  /** A network that exists; without it one with a random name is made, and removed by `stop`. */
  readonly network?: string | undefined;
  /** Name of the container; random unless given. */
  readonly container?: string | undefined;
}

/**
 * Starts HAProxy and its API on a Docker network, with no port on the host, and waits until both answer.
 * @throws ComposeGenError `DOCKER_FAILED` or `HAPROXY_NOT_STARTED`, after everything that was made is removed again
 */
export async function startHaproxy(
  options: HaproxyOptions,
  run: RunCommand = runCommand,
): Promise<RunningHaproxy> {
  const docker = dockerClient(run);
  const name = options.container ?? `unicity-rehearsal-haproxy-${randomBytes(4).toString("hex")}`;
  const network = options.network ?? `${name}-net`;
  const place = { ...options, container: name, network, volume: `${name}-data` };
  const container = new HaproxyContainer(docker, place, haproxyCreateArguments(place, options));
  const stop = async () => {
    await container.remove();
    await container.removeVolume();
    if (options.network === undefined) await docker.result("network", "rm", network);
  };
  if (options.network === undefined) await docker.text("network", "create", network);
  try {
    await container.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    network,
    container: name,
    volume: place.volume,
    apiUrl: `http://${options.alias ?? DEFAULT_ALIAS}:${API_PORT}`,
    get address() {
      return container.address;
    },
    get published() {
      return container.published;
    },
    api: (method, path, body) => {
      const url = `http://localhost:${API_PORT}${path}`;
      return callFromContainer(docker, name, { method, url, body, key: options.apiKey });
    },
    setFaults: async (faults) => {
      const url = `http://localhost:${FAULTS_PORT}/faults`;
      await callFromContainer(docker, name, { method: "PUT", url, body: faults });
    },
    restartApi: async () => {
      await container.stopApi();
      await container.startApi();
    },
    stopApi: () => container.stopApi(),
    startApi: () => container.startApi(),
    waitUntilReady: () => container.waitUntilReady(),
    recreate: async ({ loseVolume = false } = {}) => {
      await container.remove();
      if (loseVolume) await container.removeVolume();
      await container.start();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
