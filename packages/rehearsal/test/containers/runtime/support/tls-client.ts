import { request } from "node:https";
import { connect } from "node:tls";
import { WebSocket } from "ws";

/** A place that answers TLS: address, domain, and the CA to trust; without one any certificate is taken. */
export interface TlsPlace {
  address: string;
  domain: string;
  ca?: string;
}

function options({ address, domain, ca }: TlsPlace) {
  return { host: address, servername: domain, ca, rejectUnauthorized: ca !== undefined };
}

/** Serial number (hex) of the certificate that a client sees. */
export function servedSerial(place: TlsPlace): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: 443, ...options(place) }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.on("error", reject).setTimeout(10_000, () => socket.destroy(new Error("timeout")));
  });
}

/** Status, headers and text of a GET. */
export function getOverTls(
  place: TlsPlace,
  path = "/",
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }> {
  return new Promise((resolve, reject) => {
    const call = request(
      { ...options(place), path, headers: { host: place.domain }, agent: false },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    call.on("error", reject).setTimeout(10_000, () => call.destroy(new Error("timeout")));
    call.end();
  });
}

/** A WebSocket whose messages come back. */
export class EchoSocket implements Disposable {
  readonly #socket: WebSocket;
  closed = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("close", () => {
      this.closed = true;
    });
    socket.on("error", () => {});
  }

  static async open(place: TlsPlace): Promise<EchoSocket> {
    const socket = new WebSocket(`wss://${place.address}/`, {
      ...options(place),
      headers: { host: place.domain },
      perMessageDeflate: false,
    });
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return new EchoSocket(socket);
  }

  /** Sends a text and answers what comes back. */
  echo(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const end = setTimeout(() => reject(new Error("no echo within 10 s")), 10_000);
      this.#socket.once("message", (data) => {
        clearTimeout(end);
        resolve(String(data));
      });
      this.#socket.send(text, (error) => error && reject(error));
    });
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }
}
