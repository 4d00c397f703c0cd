import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ensureImage,
  type Pebble,
  type PebbleSettings,
  pebbleImage,
  startPebble,
  writeCertbotSettings,
} from "../../src/index.ts";
import { type BaseContainer, startBase } from "./base-container.ts";
import { startNetwork, uniqueName } from "./engine.ts";

/** An ACME server on a network of its own, and base containers beside it whose certbot uses it. */
export interface Acme extends AsyncDisposable {
  readonly pebble: Pebble;
  /** A container to which the domains lead. It is the caller's to dispose of. */
  startBase(...domains: string[]): Promise<BaseContainer>;
}

export async function startAcme(settings: PebbleSettings = {}): Promise<Acme> {
  await using stack = new AsyncDisposableStack();
  const image = await ensureImage(pebbleImage());
  const network = stack.use(await startNetwork());
  const pebble = stack.use(
    await startPebble({ ...settings, network: network.name, container: uniqueName("pebble"), image }),
  );
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-acme-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const certbot = await writeCertbotSettings(folder, pebble);
  const kept = stack.move();
  return {
    pebble,
    startBase: (...domains) =>
      startBase([
        ...["--network", network.name, ...domains.flatMap((domain) => ["--network-alias", domain])],
        ...certbot,
      ]),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
