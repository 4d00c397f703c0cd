/** What stands behind a health command in its container, and how it stops answering while the container goes on. */
export interface HealthService {
  /** Shell text; `service` starts a program whose end leaves the container running. */
  start: string;
  /** Shell text that makes the service stop answering. */
  fail: string;
}

const devnet = "/double/busybox sh /double/devnet.sh";
const httpd = (port: number, folder: string) => `/double/busybox httpd -f -p ${port} -h ${folder}`;
const killed = 'read -r pid </tmp/service.pid; kill -9 "$pid"';

/** One per service of the stacks. The embedded services are real; bft-root and mongo cannot be had and are ports or answers. */
export const healthServices: Record<string, HealthService> = {
  relay: {
    start: `service ${devnet} relay --host 0.0.0.0 --port 8080 --data-dir /tmp/relay --memory`,
    fail: killed,
  },
  aggregator: {
    start: `service ${devnet} aggregator --host 0.0.0.0 --port "$PORT" --data-dir /tmp/aggregator --memory --round-ms 500`,
    fail: killed,
  },
  faucet: {
    start: `service ${devnet} faucet --host 0.0.0.0 --port 8080 --data-dir /tmp/faucet --no-nametag \
      --relay-url ws://relay-local:8080 --aggregator-url http://aggregator-local:3000 \
      --trust-base http://aggregator-local:3000/.well-known/trust-base.json \
      --mnemonic-file /tmp/mnemonic --create-mnemonic`,
    fail: killed,
  },
  "aggregator-proxy": {
    start: `/double/busybox mkdir -p /tmp/www/.well-known
      echo '{}' >/tmp/www/.well-known/trust-base.json
      service ${httpd(8080, "/tmp/www")}`,
    // The proxy still answers, but has no trust base to serve.
    fail: "/double/busybox rm /tmp/www/.well-known/trust-base.json",
  },
  "bft-root": { start: `service ${httpd(8002, "/tmp")}`, fail: killed },
  mongo: { start: "echo 0 >/tmp/answer", fail: "echo 1 >/tmp/answer" },
};

/** The entrypoint of a container with such a service. */
export function entrypointOf({ start }: HealthService): string[] {
  const script = `trap 'exit 0' TERM
service() { "$@" & echo $! >/tmp/service.pid; }
${start}
while :; do /double/busybox sleep 1; done
`;
  return ["/double/busybox", "sh", "-c", script.replaceAll("$", "$$$$")];
}
