import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ensureImage,
  type HaproxyOptions,
  haproxyImage,
  type Pebble,
  type PebbleSettings,
  pebbleImage,
  type RunningHaproxy,
  startHaproxy,
  startPebble,
  writeCertbotSettings,
} from "../../../../src/index.ts";
import { startNetwork, uniqueName } from "../../../support/engine.ts";

/** HAProxy, to which the domains lead, and an ACME server on a network of their own. */
export interface Edge extends AsyncDisposable {
  network: string;
  haproxy: RunningHaproxy;
  pebble: Pebble;
  /** Arguments of `docker run` that make certbot ask the ACME server. */
  certbot: string[];
}

export async function startEdge(
  domains: string[],
  options: Partial<HaproxyOptions> = {},
  acme: PebbleSettings = {},
): Promise<Edge> {
  await using stack = new AsyncDisposableStack();
  const { name: network } = stack.use(await startNetwork());
  const haproxy = stack.use(
    await startHaproxy({
      image: await ensureImage(haproxyImage()),
      network,
      domains,
      reloadDebounce: 0,
      tunnelTimeout: 300,
      ...options,
    }),
  );
  const image = await ensureImage(pebbleImage());
  const pebble = stack.use(await startPebble({ ...acme, network, container: uniqueName("pebble"), image }));
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-runtime-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const certbot = await writeCertbotSettings(folder, pebble);
  // Root in the hardened containers may not enter another user's private folder.
  await chmod(folder, 0o755);
  const kept = stack.move();
  return { network, haproxy, pebble, certbot, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** What HAProxy's API has for a domain. */
export async function entryOf(
  { haproxy }: Edge,
  domain: string,
): Promise<Record<string, unknown> | undefined> {
  const { status, body } = await haproxy.api("GET", `/v1/backends/${domain}`);
  return status === 200 ? (body as Record<string, unknown>) : undefined;
}
