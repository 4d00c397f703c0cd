// What TLS and HAProxy cost: certified requests of the devnet aggregator, and a backend that does nothing.
// Usage: node bench/door.bench.ts [--runs 10] [--requests 2000]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { eventually } from "../test/containers/faucet/support/wait.ts";
import { aggregatorImage } from "../test/containers/proxy/support/image.ts";
import { getOverTls } from "../test/containers/runtime/support/tls-client.ts";
import { certify } from "./door/certifications.ts";
import { startNullBackend } from "./door/null-backend.ts";
import { clientImage, post } from "./door/post.ts";
import { compareWays, type Way } from "./door/ways.ts";
import { addressOf, startWorld, type World } from "./door/world.ts";
import { withoutEngine } from "./engine.ts";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "10" }, requests: { type: "string", default: "2000" } },
});
const [runs, requests] = [Number(values.runs), Number(values.requests)];
const CONCURRENCY = 200;

if (!withoutEngine("overhead of the TLS door")) {
  const folder = mkdtempSync(join(tmpdir(), "door-bench-"));
  try {
    await using world = await startWorld();
    await certifications(world, folder);
    await nothing(world);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function certifications(
  { chain, network, domain, ca, addresses }: World,
  folder: string,
): Promise<void> {
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, ca);
  const direct = { url: `http://${await addressOf(chain.container, network)}:3000` };
  const over = (address: string) => ({ url: `https://${domain}`, address, caFile });
  const places = { direct, nginx: over(addresses.nginx), haproxy: over(addresses.haproxy) };
  const measure = (way: Way) => certify(places[way], requests, CONCURRENCY);
  await compareWays("certification_request", runs, 0.9, measure);
}

async function nothing({ chain, network, domain, ca, addresses }: World): Promise<void> {
  const image = await clientImage();
  await chain.stop();
  await using backend = await startNullBackend(network, await aggregatorImage());
  const place = { address: addresses.haproxy, domain, ca };
  await eventually("the door finds it", async () => (await getOverTls(place, "/health")).status === 200);
  const measure = (way: Way) => {
    if (way === "direct") return post(network, image, `http://${backend.name}:3000/`, []);
    return post(network, image, `https://${domain}:443/`, [`${domain}:${addresses[way]}`]);
  };
  await compareWays("null backend", runs, 0.35, measure);
}
