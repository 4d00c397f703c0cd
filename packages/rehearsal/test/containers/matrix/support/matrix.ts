import { afterAll, beforeAll } from "vitest";
import type { HaproxyOptions } from "../../../../src/index.ts";
import { hasEngine } from "../../../support/engine.ts";
import { type Edge, startEdge } from "../../runtime/support/edge.ts";
import { type Neighbours, startNeighbours } from "./neighbours.ts";
import { prepareMatrixService } from "./prepare-service.ts";
import type { RunningService } from "./running-service.ts";
import { type Secrets, writeSecrets } from "./secrets.ts";
import { services } from "./services.ts";

/** Every service image behind one HAProxy and one ACME server. */
export interface Matrix {
  readonly edge: Edge;
  readonly neighbours: Neighbours;
  readonly secrets: Secrets;
  /** In the order of the table. */
  readonly all: readonly RunningService[];
  of(name: string): RunningService;
}

export interface MatrixOptions {
  haproxy?: Partial<HaproxyOptions>;
  /** Variables of every container. */
  environment?: Record<string, string>;
  /** Whether they are served before the first test; default true. */
  start?: boolean;
}

/** A {@link Matrix} for the tests of a file: made before the first one, removed after the last one. */
export function useMatrix(options: MatrixOptions = {}): Matrix {
  const matrix = {} as Matrix;
  if (!hasEngine && process.env.CI !== "true") return matrix;
  const stack = new AsyncDisposableStack();
  beforeAll(async () => {
    Object.assign(matrix, await startMatrix(stack, options));
    if (options.start === false) return;
    await Promise.all(matrix.all.map((running) => running.start()));
    await Promise.all(matrix.all.map((running) => running.untilReached()));
  });
  afterAll(() => stack.disposeAsync());
  return matrix;
}

async function startMatrix(stack: AsyncDisposableStack, options: MatrixOptions): Promise<Matrix> {
  // One after the other: the images share steps of their builds.
  for (const { image } of services) await image();
  const secrets = stack.use(await writeSecrets());
  const domains = services.map(({ domain }) => domain);
  const edge = stack.use(await startEdge(domains, { apiKey: secrets.values.haproxyKey, ...options.haproxy }));
  const neighbours = stack.use(await startNeighbours(edge.network));
  const surroundings = { edge, neighbours, secrets, environment: options.environment ?? {} };
  const all: RunningService[] = [];
  for (const service of services) {
    const { running } = stack.use(await prepareMatrixService(service, surroundings));
    all.push(running);
  }
  const of = (name: string) => all.find(({ service }) => service.name === name) as RunningService;
  return { edge, neighbours, secrets, all, of };
}
