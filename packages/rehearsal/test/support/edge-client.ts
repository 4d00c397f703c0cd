import { get } from "node:http";
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect } from "vitest";

const LIMIT_MS = 10_000;

/** Expects it soon: the API answers when the new worker is there, and the old one may still take a connection or two. */
export function afterReload<T>(see: () => T) {
  return expect.poll(see);
}

/** Fingerprint (SHA-256) of the certificate that a client sees for a name, or `closed` when the connection ends before one. */
export function certificateSeen(
  address: string,
  servername: string | undefined,
  port = 443,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTls({
      host: address,
      port,
      rejectUnauthorized: false,
      ...(servername && { servername }),
    });
    socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error("timeout")));
    socket.on("secureConnect", () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on("error", ({ message }) => resolve(message === "timeout" ? message : "closed"));
    socket.on("close", () => resolve("closed"));
  });
}

/** Status and text that a GET of `/` with this Host header gets. */
export function httpSeen(
  address: string,
  host: string,
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const request = get({ host: address, port: 80, headers: { host }, agent: false, timeout: LIMIT_MS });
    request.on("timeout", () => request.destroy(new Error("timeout")));
    request.on("error", reject);
    request.on("response", async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, text });
    });
  });
}

/** Everything that a bare connection sends until it closes. */
export function bytesSeen(address: string, port: number, sent = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connectTcp(port, address, () => socket.write(sent));
    socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error("timeout")));
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
}
