import type { ClientOptions } from "ws";
import { uniqueName } from "../../../support/engine.ts";
import { eventually } from "../../faucet/support/wait.ts";
import { prepareRelay } from "../../relay/support/relay.ts";
import { entryOf, startEdge } from "../../runtime/support/edge.ts";
import type { TlsPlace } from "../../runtime/support/tls-client.ts";
import { asCompose } from "../../support/as-compose.ts";
import type { ComposeService } from "../../support/compose-service.ts";

const DOMAIN = "relay-dev.example.org";
/** As Let's Encrypt's profile `shortlived`, seconds. */
const LIFETIME = 160 * 3600;

/** The relay of the host's Compose file, with a short-lived certificate, behind HAProxy as on a production host. */
export interface RelayBehindHaproxy extends AsyncDisposable, Pick<ComposeService, "run" | "status"> {
  readonly place: TlsPlace;
  readonly url: string;
  /** What a WebSocket needs to trust it. */
  readonly tls: ClientOptions & { servername: string };
  /** Serial number (hex) of the certificate in the volume. */
  serialOnDisk(): Promise<string>;
  /** Name of its container. */
  readonly container: string;
}

/** Starts it and waits until clients get to it. HAProxy cuts WebSockets that are idle for 30 s. */
export async function startRelayBehindHaproxy(): Promise<RelayBehindHaproxy> {
  await using stack = new AsyncDisposableStack();
  const edge = stack.use(await startEdge([DOMAIN], { tunnelTimeout: 30 }, { certificateSeconds: LIFETIME }));
  const name = uniqueName("relay");
  const variables = { SSL_DOMAIN: DOMAIN, SSL_ADMIN_EMAIL: "ops@example.org", HAPROXY_NET: edge.network };
  const relay = stack.use(await prepareRelay(edge.network, "host/relay.yml", variables));
  const { environment, volumes } = asCompose(edge.certbot);
  const own = ["relay-data", "relay-letsencrypt"].map((volume) => [volume, { name: `${name}-${volume}` }]);
  await relay.up({
    environment,
    service: { container_name: name, hostname: name, volumes },
    override: { volumes: Object.fromEntries(own) },
  });
  const registered = async () => (await entryOf(edge, DOMAIN))?.https_port === 443;
  await eventually("both ports are registered", registered);
  const ca = await edge.pebble.rootPem();
  const { address } = edge.haproxy;
  const kept = stack.move();
  return {
    container: name,
    place: { address, domain: DOMAIN, ca },
    url: `wss://${address}/`,
    tls: { servername: DOMAIN, ca, headers: { host: DOMAIN } },
    run: relay.run,
    status: relay.status,
    async serialOnDisk() {
      const file = `/etc/letsencrypt/live/${DOMAIN}/cert.pem`;
      const { stdout } = await relay.run("openssl", "x509", "-noout", "-serial", "-in", file);
      return stdout.trim().replace("serial=", "");
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
