import { faucetImage } from "../../faucet/support/image.ts";
import { heightOverTls } from "../../proxy/support/ask.ts";
import { proxyImage } from "../../proxy/support/image.ts";
import { NostrClient } from "../../relay/support/client.ts";
import { relayImage } from "../../relay/support/image.ts";
import { getOverTls, type TlsPlace } from "../../runtime/support/tls-client.ts";

/** One of the service images: what the tests of the matrix need to know about it. */
export interface MatrixService {
  /** Name of the service in its Compose file. */
  readonly name: "relay" | "faucet" | "aggregator-proxy";
  readonly domain: string;
  /** Compose file of the host below generated/. */
  readonly file: string;
  /** Named volumes of the file; each test's are its own. */
  readonly volumes: readonly string[];
  /** Variables that name a file with a secret, and which secret. */
  readonly keys: Readonly<Record<string, "haproxyKey" | "faucetKey">>;
  /** A page that everybody may read. */
  readonly path: string;
  image(): Promise<string>;
  /** What only the service itself can answer, through TLS. @throws when it does not */
  probe(place: TlsPlace): Promise<void>;
}

const relay: MatrixService = {
  name: "relay",
  domain: "relay-dev.example.org",
  file: "host/relay.yml",
  volumes: ["relay-data", "relay-letsencrypt"],
  keys: { HAPROXY_API_KEY_FILE: "haproxyKey" },
  path: "/health",
  image: relayImage,
  async probe({ address, domain, ca }) {
    using client = await NostrClient.open(`wss://${address}/`, {
      servername: domain,
      ca,
      headers: { host: domain },
    } as object);
    const { id, answer } = await client.publish("over wss");
    if (answer[2] !== true) throw new Error(JSON.stringify(answer));
    if ((await client.read(id)) !== "over wss") throw new Error(`${id} is not there`);
  },
};

const faucet: MatrixService = {
  name: "faucet",
  domain: "faucet-dev.example.org",
  file: "host/faucet.yml",
  volumes: ["faucet-wallet", "faucet-letsencrypt"],
  keys: { HAPROXY_API_KEY_FILE: "haproxyKey", FAUCET_API_KEY_FILE: "faucetKey" },
  path: "/.well-known/faucet.json",
  image: faucetImage,
  async probe(place) {
    const { status, text } = await getOverTls(place, "/.well-known/faucet.json");
    if (status !== 200 || JSON.parse(text).status !== "running") throw new Error(`${status}: ${text}`);
  },
};

const proxy: MatrixService = {
  name: "aggregator-proxy",
  domain: "aggregator-dev.example.org",
  file: "host/aggregator.yml",
  volumes: ["aggregator-proxy-letsencrypt", "genesis-root", "genesis-aggregator", "mongo-data", "public"],
  keys: { HAPROXY_API_KEY_FILE: "haproxyKey" },
  path: "/.well-known/trust-base.json",
  image: proxyImage,
  async probe(place) {
    if (!((await heightOverTls(place)) > 0)) throw new Error("no block");
  },
};

/** All images that serve behind HAProxy. */
export const services: readonly MatrixService[] = [relay, faucet, proxy];
