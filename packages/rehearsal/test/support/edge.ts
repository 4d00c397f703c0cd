import { afterAll, beforeAll } from "vitest";
import {
  ensureImage,
  type HaproxyOptions,
  haproxyImage,
  type RunningHaproxy,
  startHaproxy,
} from "../../src/index.ts";
import { type Backend, startBackend } from "./backend.ts";
import { hasEngine } from "./engine.ts";

/** A HAProxy with two backends on its network, for all tests of a file. */
export interface Edge {
  haproxy: RunningHaproxy;
  one: Backend;
  two: Backend;
  image: string;
}

/** Starts an {@link Edge} before the tests of a file and removes it after them; a change is loaded without a delay. */
export function useEdge(options: Partial<HaproxyOptions> = {}): Edge {
  const edge = {} as Edge;
  if (!hasEngine && process.env.CI !== "true") return edge;
  beforeAll(async () => {
    edge.image = await ensureImage(haproxyImage());
    edge.haproxy = await startHaproxy({ image: edge.image, reloadDebounce: 0, ...options });
    const backend = () => startBackend(edge.image, edge.haproxy.network);
    [edge.one, edge.two] = await Promise.all([backend(), backend()]);
  });
  afterAll(async () => {
    await Promise.all([edge.one?.[Symbol.asyncDispose](), edge.two?.[Symbol.asyncDispose]()]);
    await edge.haproxy?.stop();
  });
  return edge;
}

/** Registers a domain for a backend; answers status and body. */
export function register({ haproxy }: Edge, domain: string, { name }: Backend, extra: object = {}) {
  return haproxy.api("POST", "/v1/backends", { domain, container: name, ...extra });
}
