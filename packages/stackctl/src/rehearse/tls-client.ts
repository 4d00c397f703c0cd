import type { X509Certificate } from "node:crypto";
import { request } from "node:https";
import { connect } from "node:tls";
import { WebSocket } from "ws";
import type { TlsAnswer, TlsRequest } from "./rehearsal.ts";

/** A domain behind a port of 127.0.0.1, and the CA to trust. */
export interface TlsPlace {
  readonly domain: string;
  readonly port: number;
  readonly ca: string;
}

const HOST = "127.0.0.1";
const LIMIT_MS = 30_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** Asks over a new TLS connection; the certificate is verified. Rejects without an answer in time or above 4 MiB. */
export function askOverTls(
  { domain, port, ca }: TlsPlace,
  path: string,
  options: TlsRequest = {},
): Promise<TlsAnswer> {
  const { method = "GET", body, timeoutMs = LIMIT_MS } = options;
  const headers = { host: domain, ...(body !== undefined && { "content-length": Buffer.byteLength(body) }) };
  return new Promise((resolve, reject) => {
    const call = request(
      {
        ...{ host: HOST, port, servername: domain, ca, path, method, agent: false },
        headers: { ...headers, ...options.headers },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => {
          text += part;
          if (text.length > MAX_BYTES)
            call.destroy(new Error(`more than ${MAX_BYTES} bytes from ${domain}${path}`));
        });
        answer.on("error", reject);
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}

/** The certificate that a client sees, unverified; rejects when the connection ends without one. */
export function servedCertificate(domain: string, port: number): Promise<X509Certificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: HOST, port, servername: domain, rejectUnauthorized: false });
    const fail = (why: string) => socket.destroy(new Error(why));
    socket.setTimeout(LIMIT_MS, () => fail("no certificate in time"));
    socket.on("secureConnect", () => {
      const certificate = socket.getPeerX509Certificate();
      if (certificate) resolve(certificate);
      socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the connection ended without a certificate")));
  });
}

/** An open WebSocket; the certificate is verified. */
export function openWebSocketOverTls({ domain, port, ca }: TlsPlace, path = "/"): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const options = { ca, headers: { host: domain }, handshakeTimeout: LIMIT_MS, perMessageDeflate: false };
    const socket = new WebSocket(`wss://${HOST}:${port}${path}`, [], { ...options, ...serverName(domain) });
    socket.once("open", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** `ws` passes it on to `tls.connect`; its types do not know it. */
function serverName(servername: string): object {
  return { servername };
}
