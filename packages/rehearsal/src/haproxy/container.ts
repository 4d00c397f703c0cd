import type { HaproxyPlace } from "./create-arguments.ts";
import type { Docker } from "./docker.ts";
import { type PublishedPorts, publishedPorts } from "./published-ports.ts";
import { waitForApi, waitForNoApi } from "./wait-for-api.ts";

/** While this file exists, the API is not started again. */
const HOLD = "/run/registration-api.hold";
/** Ends the API's process, if there is one. */
const END_API = 'kill "$(cat /run/registration-api.pid)" 2>/dev/null || true';

/** One HAProxy container: starts it, removes it, and stops the API in it. */
export class HaproxyContainer {
  readonly #docker: Docker;
  readonly #place: HaproxyPlace;
  readonly #createArguments: string[];
  #created = false;
  #address = "";
  #published: PublishedPorts = { http: 0, https: 0 };

  constructor(docker: Docker, place: HaproxyPlace, createArguments: string[]) {
    this.#docker = docker;
    this.#place = place;
    this.#createArguments = createArguments;
  }

  /** IPv4 address on the network. */
  get address(): string {
    return this.#address;
  }

  /** Ports on 127.0.0.1. */
  get published(): PublishedPorts {
    return this.#published;
  }

  async start(): Promise<void> {
    await this.#docker.text(...this.#createArguments);
    this.#created = true;
    await this.#docker.text("start", this.#place.container);
    await this.waitUntilReady();
  }

  async waitUntilReady(): Promise<void> {
    const { container, network } = this.#place;
    await waitForApi(this.#docker, container);
    const format = `{{(index .NetworkSettings.Networks ${JSON.stringify(network)}).IPAddress}}`;
    this.#address = await this.#docker.text("inspect", "--format", format, container);
    if (this.#place.publish) this.#published = await publishedPorts(this.#docker, container);
  }

  /** A container of that name that this one did not create stays. */
  async remove(): Promise<void> {
    if (this.#created) await this.#docker.result("rm", "--force", this.#place.container);
    this.#created = false;
  }

  async removeVolume(): Promise<void> {
    await this.#docker.result("volume", "rm", "--force", this.#place.volume);
  }

  async stopApi(): Promise<void> {
    await this.#shell(`touch ${HOLD}; ${END_API}`);
    await waitForNoApi(this.#docker, this.#place.container);
  }

  async startApi(): Promise<void> {
    await this.#shell(`rm -f ${HOLD}`);
    await waitForApi(this.#docker, this.#place.container);
  }

  async #shell(script: string): Promise<void> {
    await this.#docker.text("exec", this.#place.container, "sh", "-c", script);
  }
}
