// The client of the throughput bench, a process of its own: signs in advance, waits for "go" on stdin, then keeps
// CONCURRENCY requests in flight and prints how long COUNT of them took.
// Usage: node load.ts URL v1|v3 COUNT CONCURRENCY
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import { signBodies } from "./bodies.ts";

const [url = "", generation = "v1", count = "0", concurrency = "1"] = process.argv.slice(2);
const bodies = signBodies(generation === "v1" ? "v1" : "v3", Number(count));
const agent = new Agent({ keepAlive: true, maxSockets: Number(concurrency) });

function post(body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const call = request(url, { method: "POST", agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(text));
    });
    call.on("error", reject).end(body);
  });
}

async function height(): Promise<number> {
  const answer = JSON.parse(await post('{"jsonrpc":"2.0","id":1,"method":"get_block_height","params":{}}'));
  return Number(answer.result.blockNumber);
}

// Connections are open before the clock starts.
await Promise.all(Array.from({ length: Number(concurrency) }, height));
console.log("ready");
await new Promise<void>((resolve) => createInterface(process.stdin).once("line", () => resolve()));
const firstRound = await height();
const start = performance.now();
const latencies: number[] = [];
let next = 0;
let refused = 0;
const lane = async () => {
  while (next < bodies.length) {
    const body = bodies[next] as string;
    next += 1;
    const sent = performance.now();
    if (!(await post(body)).includes('"SUCCESS"')) refused += 1;
    latencies.push(performance.now() - sent);
  }
};
await Promise.all(Array.from({ length: Number(concurrency) }, lane));
const seconds = (performance.now() - start) / 1000;
const rounds = (await height()) - firstRound;
latencies.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    perSecond: bodies.length / seconds,
    refused,
    rounds,
    roundMs: (seconds * 1000) / rounds,
    medianMs: latencies[Math.floor(latencies.length / 2)],
    worstMs: latencies.at(-1),
  }),
);
process.exit(0);
