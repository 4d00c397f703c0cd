import { setTimeout as sleep } from "node:timers/promises";
import { docker } from "../../../support/engine.ts";
import { type Edge, entryOf } from "../../runtime/support/edge.ts";
import type { ServiceContainer } from "../../runtime/support/service-container.ts";
import type { TlsPlace } from "../../runtime/support/tls-client.ts";
import type { MatrixService } from "./services.ts";

/** Guards against hanging alone: other suites keep the machine busy. */
const WAIT_MS = 300_000;

/** A service of the table in a container that the host's Compose file describes. */
export class RunningService {
  readonly service: MatrixService;
  readonly container: ServiceContainer;
  readonly #edge: Edge;
  readonly #start: () => Promise<void>;
  #root: Promise<string> | undefined;

  constructor(service: MatrixService, container: ServiceContainer, edge: Edge, start: () => Promise<void>) {
    this.service = service;
    this.container = container;
    this.#edge = edge;
    this.#start = start;
  }

  /** Makes its container anew; the volumes stay. */
  start(): Promise<void> {
    return this.#start();
  }

  /** What HAProxy has for its domain. */
  entry(): Promise<Record<string, unknown> | undefined> {
    return entryOf(this.#edge, this.service.domain);
  }

  async place(): Promise<TlsPlace> {
    const { haproxy, pebble } = this.#edge;
    this.#root ??= pebble.rootPem();
    return { address: haproxy.address, domain: this.service.domain, ca: await this.#root };
  }

  /** Waits until its probe succeeds through HAProxy and HAProxy has both ports. @throws with the last reason and the log */
  async untilReached(): Promise<void> {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      try {
        await this.service.probe(await this.place());
        if ((await this.entry())?.https_port === 443) return;
        throw new Error("not registered with HTTPS");
      } catch (error) {
        if (Date.now() > deadline) {
          throw new Error(
            `${this.service.name} is not reached\n${(await this.container.log()).slice(-4000)}`,
            {
              cause: error,
            },
          );
        }
        await sleep(100);
      }
    }
  }

  /** Serial number (hex) of the certificate in the volume. */
  async serial(): Promise<string> {
    const file = `/etc/letsencrypt/live/${this.service.domain}/cert.pem`;
    const text = await this.container.shell(`openssl x509 -noout -serial -in ${file}`);
    return text.trim().replace("serial=", "");
  }

  /** When the engine started it last, and the number of its first process on the engine's host. */
  async started(): Promise<{ at: string; pid: number }> {
    const format = '{"at":"{{.State.StartedAt}}","pid":{{.State.Pid}}}';
    return JSON.parse(await docker("inspect", "--format", format, this.container.name));
  }
}
