/** What stands behind a health command in its container, and how it stops answering while the container goes on. */
export interface HealthService {
  /** Shell text; `service` starts a program whose end leaves the container running. */
  start: string;
  /** Shell text that makes the service stop answering. */
  fail: string;
  /** More folders to write in. */
  tmpfs?: string[];
}

const devnet = "/double/busybox sh /double/devnet.sh";
const httpd = (port: number, folder: string) => `/double/busybox httpd -f -p ${port} -h ${folder}`;
const killed = 'read -r pid </tmp/service.pid; kill -9 "$pid"';

/** One per service of an upstream image. The aggregator is the embedded one, mongo the double, bft-root a port. */
export const healthServices: Record<string, HealthService> = {
  aggregator: {
    start: `service ${devnet} aggregator --host 0.0.0.0 --port "$PORT" --data-dir /tmp/aggregator --memory --round-ms 500`,
    fail: killed,
  },
  "bft-root": { start: `service ${httpd(8002, "/tmp")}`, fail: killed },
  mongo: {
    start: `echo '{"generation":"v1","genesisId":"00"}' >/data/db/genesis.json
      service mongod --dbpath /data/db --replSet rs0 --bind_ip_all`,
    fail: killed,
    tmpfs: ["/data/db:uid=1001,gid=1001"],
  },
};

/** The health command of our own images, which the tests of the images run in them. */
export const OWN_COMMAND = "service-healthcheck";

/** The entrypoint of a container with such a service. */
export function entrypointOf({ start }: HealthService): string[] {
  const script = `trap 'exit 0' TERM
service() { "$@" & echo $! >/tmp/service.pid; }
${start}
while :; do /double/busybox sleep 1; done
`;
  return ["/double/busybox", "sh", "-c", script.replaceAll("$", "$$$$")];
}
