import { uniqueName } from "../../../support/engine.ts";
import type { Edge } from "../../runtime/support/edge.ts";
import { ServiceContainer } from "../../runtime/support/service-container.ts";
import { asCompose } from "../../support/as-compose.ts";
import { prepareService, type StartOptions } from "../../support/compose-service.ts";
import type { Neighbours } from "./neighbours.ts";
import { RunningService } from "./running-service.ts";
import type { Secrets } from "./secrets.ts";
import type { MatrixService } from "./services.ts";

/** Where all services of a test are. */
export interface Surroundings {
  readonly edge: Edge;
  readonly neighbours: Neighbours;
  readonly secrets: Secrets;
  /** Variables of every container. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A service of the table by the host's Compose file, not yet started; with the container's name as on a host its own. */
export async function prepareMatrixService(
  service: MatrixService,
  surroundings: Surroundings,
): Promise<{ running: RunningService } & AsyncDisposable> {
  const { edge, secrets } = surroundings;
  const name = uniqueName(service.name);
  const compose = await prepareService({
    file: service.file,
    service: service.name,
    image: await service.image(),
    alone: true,
    variables: {
      STACK_NETWORK: edge.network,
      HAPROXY_NET: edge.network,
      SSL_DOMAIN: service.domain,
      SSL_ADMIN_EMAIL: "ops@example.org",
      FAUCET_MNEMONIC_FILE: secrets.files.mnemonic,
      RELAY_URL: "ws://wallet-relay:8080",
      AGGREGATOR_URL: "http://wallet-aggregator:3000",
      TRUST_BASE_URL: "http://wallet-aggregator:3000/.well-known/trust-base.json",
    },
  });
  const container = new ServiceContainer(name, edge.network);
  const options = startOptions(service, name, surroundings);
  return {
    running: new RunningService(service, container, edge, () => compose.start(options)),
    [Symbol.asyncDispose]: () => compose[Symbol.asyncDispose](),
  };
}

function startOptions(service: MatrixService, name: string, surroundings: Surroundings): StartOptions {
  const { edge, neighbours, secrets, environment } = surroundings;
  const certbot = asCompose(edge.certbot);
  const inside = (variable: string) => `/run/secrets/${variable}`;
  return {
    environment: {
      ...certbot.environment,
      ...environment,
      ...Object.fromEntries(Object.keys(service.keys).map((variable) => [variable, inside(variable)])),
    },
    service: {
      container_name: name,
      hostname: name,
      volumes: [
        ...certbot.volumes,
        ...Object.entries(service.keys).map(
          ([variable, key]) => `${secrets.files[key]}:${inside(variable)}:ro`,
        ),
      ],
    },
    override: {
      volumes: Object.fromEntries(
        service.volumes.map((volume) => [
          volume,
          { name: volume === "public" ? neighbours.publicVolume : `${name}-${volume}` },
        ]),
      ),
    },
  };
}
