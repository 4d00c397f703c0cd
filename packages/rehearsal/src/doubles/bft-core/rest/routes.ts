import type { IncomingMessage, ServerResponse } from "node:http";
import {
  BodyTooLarge,
  cbor,
  type GenerationName,
  readBody,
  sendJson,
  type startHttpServer,
  type TrustBase,
} from "@unicity-sphere/devnet/protocol";
import { shardConf, shardConfProblem } from "../genesis/shard-conf.ts";
import type { ConfigurationStore } from "../root/configuration-store.ts";
import type { RoundStore } from "../root/round-store.ts";
import type { TrustBaseStore } from "../root/trust-base-store.ts";
import { encodeTrustBase } from "./encode-trust-base.ts";

const BODY_BYTES = 1024 * 1024;

interface RestOptions {
  readonly rounds: RoundStore;
  readonly configurations: ConfigurationStore;
  readonly trustBases: TrustBaseStore;
  readonly networkId: number;
  readonly generation: GenerationName;
}

/** The REST of a root node below `/api/v1`. */
export function restRoutes(options: RestOptions): Parameters<typeof startHttpServer>[0]["handler"] {
  const { rounds, configurations, trustBases, networkId, generation } = options;
  const routes: Record<
    string,
    (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => unknown
  > = {
    "PUT /api/v1/configurations": async (request, response) => {
      const { success, data, error } = shardConf.safeParse(await readJson(request));
      if (!success) return refuse(response, 400, error.issues[0]?.message ?? "invalid");
      const problem = shardConfProblem(data, networkId);
      if (problem) return refuse(response, 500, problem);
      configurations.put(data);
      response.writeHead(200).end();
    },
    "GET /api/v1/configurations": (_request, response) => sendJson(response, 200, configurations.all()),
    "GET /api/v1/roundInfo": (_request, response) =>
      sendJson(response, 200, { roundNumber: rounds.latest().number, epochNumber: 1 }),
    "GET /api/v1/trustbases": (_request, response, query) => {
      const trustBase = trustBases.get(1) as TrustBase;
      const [from, to] = ["from", "to"].map((name) => Number(query.get(name) ?? 1));
      if (from !== 1 || to !== 1)
        return refuse(response, 400, "from and to have to be epochs: 1 is the only one");
      response.writeHead(200, { "content-type": "application/cbor" });
      response.end(cbor.array([encodeTrustBase(trustBase, generation)]));
    },
    "PUT /api/v1/trustbases": (_request, response) =>
      refuse(response, 500, "this stand-in knows the genesis epoch 1 only"),
    "GET /api/v1/metrics": (_request, response) =>
      void response
        .writeHead(200, { "content-type": "text/plain" })
        .end(`bft_round ${rounds.latest().number}\n`),
  };
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://root");
    const route = routes[`${request.method} ${pathname}`];
    if (!route) return refuse(response, 404, "404 page not found");
    await route(request, response, searchParams);
  };
}

/** The body, or undefined for what is no JSON or too large. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse(await readBody(request, BODY_BYTES));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof BodyTooLarge) return undefined;
    throw error;
  }
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(`${reason}\n`);
}
