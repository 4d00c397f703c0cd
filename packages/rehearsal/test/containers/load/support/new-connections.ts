import { request } from "node:https";
import type { TLSSocket } from "node:tls";
import type { TlsPlace } from "../../runtime/support/tls-client.ts";
import { RequestLoop } from "./request-loop.ts";

const LIMIT_MS = 10_000;

/** Requests one after the other, each on a TLS connection of its own. */
export class NewConnectionsLoop extends RequestLoop {
  readonly #place: TlsPlace;

  constructor(place: TlsPlace, headers: Record<string, string>) {
    super(headers);
    this.#place = place;
  }

  protected override ask(headers: Record<string, string>): Promise<{ status: number; serial: string }> {
    const { address, domain, ca } = this.#place;
    return new Promise((resolve, reject) => {
      const tls = { host: address, servername: domain, ca, agent: false };
      const call = request({ ...tls, headers: { host: domain, ...headers } }, (answer) => {
        const serial = (answer.socket as TLSSocket).getPeerCertificate().serialNumber;
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, serial })).on("error", reject);
        answer.resume();
      });
      call.setTimeout(LIMIT_MS, () => call.destroy(new Error("no answer within 10 s")));
      call.on("error", reject).end();
    });
  }
}
