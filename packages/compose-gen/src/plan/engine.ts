import { ComposeGenError } from "../errors.ts";

/** Oldest Docker Engine and Docker Compose that know everything in a file. */
export interface Requirements {
  engine: string;
  compose: string;
}

/** What every rendered file may use. Every committed file was created on Engine 20.10.24 and 26.1.5 with Compose 2.26.1. */
export const BASELINE: Requirements = { engine: "20.10", compose: "2.24" };

/** `healthcheck.start_interval`: needs an engine that knows it, Compose refuses it on older ones. */
export const START_INTERVAL: Requirements = { engine: "25.0", compose: "2.24" };

/**
 * True when the engine of a render (default: the oldest supported) knows a feature.
 *
 * @throws ComposeGenError `ENGINE_UNSUPPORTED` for text that is no version, or an engine below the baseline
 */
export function engineKnows(engine: string = BASELINE.engine, feature: Requirements = BASELINE): boolean {
  if (!/^[0-9]{1,4}\.[0-9]{1,4}(?:\.[0-9]{1,4})?/.test(engine) || isOlder(engine, BASELINE.engine))
    throw new ComposeGenError({
      code: "ENGINE_UNSUPPORTED",
      what: `Files for the engine "${engine}" cannot be rendered.`,
      next: `Name the version that \`docker version\` shows, ${BASELINE.engine} or newer.`,
    });
  return !isOlder(engine, feature.engine);
}

/** The higher of two requirements, each part for itself. */
export function atLeast(left: Requirements, right: Requirements): Requirements {
  return {
    engine: isOlder(left.engine, right.engine) ? right.engine : left.engine,
    compose: isOlder(left.compose, right.compose) ? right.compose : left.compose,
  };
}

function isOlder(left: string, right: string): boolean {
  const [leftParts, rightParts] = [left, right].map((text) => text.split(".").map(Number));
  for (const [index, part] of (rightParts ?? []).entries()) {
    const own = Number.parseInt(String(leftParts?.[index] ?? 0), 10);
    if (own !== part) return own < part;
  }
  return false;
}
