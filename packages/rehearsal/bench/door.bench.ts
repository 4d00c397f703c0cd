// What TLS and HAProxy cost: certified requests of the devnet aggregator on the core that its Compose file gives it, and a
// backend that does nothing.
// Usage: node bench/door.bench.ts [--runs 10] [--requests 12000]
import { parseArgs } from "node:util";
import { eventually } from "../test/containers/faucet/support/wait.ts";
import { aggregatorImage } from "../test/containers/proxy/support/image.ts";
import { getOverTls } from "../test/containers/runtime/support/tls-client.ts";
import { certify } from "./door/certifications.ts";
import type { Place } from "./door/client.ts";
import { startNullBackend } from "./door/null-backend.ts";
import { post } from "./door/post.ts";
import { compareWays, type Way } from "./door/ways.ts";
import { startWorld, type World } from "./door/world.ts";
import { withoutEngine } from "./engine.ts";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "10" }, requests: { type: "string", default: "12000" } },
});
const [runs, requests] = [Number(values.runs), Number(values.requests)];
const CONNECTIONS = 200;

if (!withoutEngine("overhead of the TLS door")) {
  await using world = await startWorld();
  await certifications(world);
  await nothing(world);
}

async function certifications(world: World): Promise<void> {
  const measure = (way: Way) => certify(placeOf(world, way, world.chain.container), requests, CONNECTIONS);
  await compareWays("certification_request", runs, 0.9, measure);
}

async function nothing(world: World): Promise<void> {
  const { chain, network, domain, ca, addresses } = world;
  await chain.stop();
  await using backend = await startNullBackend(network, await aggregatorImage());
  const door = { address: addresses.haproxy, domain, ca };
  await eventually("the door finds it", async () => (await getOverTls(door, "/health")).status === 200);
  await compareWays("null backend", runs, 0.35, (way) => post(placeOf(world, way, backend.name)));
}

/** @param backend name of the container that is asked when nothing is in between */
function placeOf({ network, domain, addresses }: World, way: Way, backend: string): Place {
  if (way === "direct") return { network, url: `http://${backend}:3000/`, hosts: [] };
  return { network, url: `https://${domain}:443/`, hosts: [`${domain}:${addresses[way]}`] };
}
