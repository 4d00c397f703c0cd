import { aggregatorProxyImageBuild } from "aggregator-stack/image";
import { aggregatorDouble, baseImage, ensureImage } from "../../../../src/index.ts";

let proxy: Promise<string> | undefined;
let aggregator: Promise<string> | undefined;

/** Reference of the image of the aggregator's door on the stand-in base. */
export function proxyImage(): Promise<string> {
  proxy ??= ensureImage(aggregatorProxyImageBuild(baseImage()));
  return proxy;
}

/** Reference of the aggregator's double. */
export function aggregatorImage(): Promise<string> {
  aggregator ??= ensureImage(aggregatorDouble());
  return aggregator;
}
