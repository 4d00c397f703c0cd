import { type ClientHttp2Session, connect, constants } from "node:http2";
import type { TLSSocket } from "node:tls";
import type { TlsPlace } from "../../runtime/support/tls-client.ts";
import { RequestLoop } from "./request-loop.ts";

const LIMIT_MS = 10_000;

/**
 * Requests one after the other on one HTTP/2 connection. When the server sends GOAWAY it goes on with another one, and
 * repeats a request only if the server says that it did not process it (RFC 9113 §8.7).
 */
export class KeptConnectionLoop extends RequestLoop {
  readonly #place: TlsPlace;
  #session: ClientHttp2Session | undefined;
  #serial = "";

  constructor(place: TlsPlace, headers: Record<string, string>) {
    super(headers);
    this.#place = place;
  }

  protected override async ask(headers: Record<string, string>): Promise<{ status: number; serial: string }> {
    for (;;) {
      const session = await this.#usable();
      const answer = await get(session, { ":authority": this.#place.domain, ":path": "/", ...headers });
      if (answer !== "not processed") return { status: answer, serial: this.#serial };
    }
  }

  async #usable(): Promise<ClientHttp2Session> {
    const last = this.#session;
    if (last && !last.closed && !last.destroyed) return last;
    const { address, domain, ca } = this.#place;
    const session = connect(`https://${address}`, { servername: domain, ca });
    this.#session = session;
    await new Promise((resolve, reject) => session.once("connect", resolve).once("error", reject));
    session.on("error", () => {}); // each request reports it
    this.#serial = (session.socket as TLSSocket).getPeerCertificate().serialNumber;
    return session;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    this.#session?.destroy();
  }
}

function get(
  session: ClientHttp2Session,
  headers: Record<string, string>,
): Promise<number | "not processed"> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers);
    let status = 0;
    stream.on("response", (head) => {
      status = Number(head[":status"]);
    });
    stream.setTimeout(LIMIT_MS, () => stream.destroy(new Error("no answer within 10 s")));
    stream.on("end", () => resolve(status)).resume();
    stream.on("error", (error) => {
      if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) resolve("not processed");
      else reject(error);
    });
  });
}
