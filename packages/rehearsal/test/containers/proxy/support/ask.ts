import { request } from "node:https";
import type { TlsPlace } from "../../runtime/support/tls-client.ts";

const call = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} });

/** A call of JSON-RPC as an SDK makes it. */
export const heightCall: RequestInit = {
  method: "POST",
  headers: { "content-type": "application/json", "x-api-key": "key", origin: "https://wallet.example" },
  body: call,
};

/** Block height by JSON-RPC over TLS. */
export function heightOverTls({ address, domain, ca }: TlsPlace): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { host: address, servername: domain, ca, method: "POST", agent: false, timeout: 60_000 };
    const headers = { host: domain, "content-type": "application/json", "content-length": call.length };
    const pending = request({ ...options, path: "/", headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      answer.on("end", () => {
        try {
          resolve(Number(JSON.parse(text).result.blockNumber));
        } catch {
          reject(new Error(`${answer.statusCode}: ${text}`));
        }
      });
    });
    pending.on("error", reject).on("timeout", () => pending.destroy(new Error("timeout")));
    pending.end(call);
  });
}
