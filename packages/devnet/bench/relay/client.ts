// Client process of the relay benchmark: signs events, then measures how fast the relay acknowledges them.
// Arguments: relay URL, runs, events per run. Prints a JSON array of events per second.
import { once } from "node:events";
import { signSchnorr, xOnlyPointFromScalar } from "tiny-secp256k1";
import { WebSocket } from "ws";
import { eventHash, type NostrEvent } from "../../src/relay/event/event.ts";

const [url = "", runs = "10", count = "5000"] = process.argv.slice(2);
const CONNECTIONS = 4;
const secret = new Uint8Array(32).fill(11);
const pubkey = Buffer.from(xOnlyPointFromScalar(secret)).toString("hex");

function signed(run: number, index: number): string {
  const event: NostrEvent = {
    id: "",
    pubkey,
    created_at: Math.floor(Date.now() / 1000),
    kind: 1059,
    tags: [["p", pubkey]],
    content: `${process.pid}-${run}-${index}`.padEnd(300, "x"),
    sig: "",
  };
  event.id = eventHash(event);
  event.sig = Buffer.from(signSchnorr(Buffer.from(event.id, "hex"), secret)).toString("hex");
  return JSON.stringify(["EVENT", event]);
}

async function measure(sockets: WebSocket[], messages: string[]): Promise<number> {
  let open = messages.length;
  const answered = new Promise<void>((resolve, reject) => {
    for (const socket of sockets) {
      socket.removeAllListeners("message").on("message", (data) => {
        if (!String(data).startsWith('["OK"') || !String(data).endsWith(',true,""]'))
          reject(new Error(String(data)));
        open -= 1;
        if (open === 0) resolve();
      });
    }
  });
  const start = performance.now();
  for (const [index, message] of messages.entries()) sockets[index % sockets.length]?.send(message);
  await answered;
  return (messages.length / (performance.now() - start)) * 1000;
}

const sockets = Array.from({ length: CONNECTIONS }, () => new WebSocket(url, { perMessageDeflate: false }));
await Promise.all(sockets.map((socket) => once(socket, "open")));
const rates: number[] = [];
for (let run = 0; run < Number(runs); run += 1) {
  const messages = Array.from({ length: Number(count) }, (_, index) => signed(run, index));
  rates.push(Math.round(await measure(sockets, messages)));
}
console.log(JSON.stringify(rates));
for (const socket of sockets) socket.close();
