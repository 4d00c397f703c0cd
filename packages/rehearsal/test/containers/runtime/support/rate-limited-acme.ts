import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { baseImage, ensureImage, writeCertbotSettings } from "../../../../src/index.ts";
import { docker, uniqueName } from "../../../support/engine.ts";

const program = resolve(import.meta.dirname, "rate-limited-acme.py");

/** An ACME server that refuses everybody because of its rate limit. `certbot`: arguments that make certbot ask it. */
export async function startRateLimitedAcme(
  network: string,
): Promise<{ certbot: string[] } & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const name = uniqueName("acme");
  stack.defer(async () => void (await docker("rm", "--force", "--volumes", name)));
  await docker(
    ...["run", "--detach", "--name", name, "--network", network, "--network-alias", "acme"],
    ...["--volume", `${program}:/acme.py:ro`, "--entrypoint", "python3"],
    ...[await ensureImage(baseImage()), "/acme.py"],
  );
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-acme-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const certbot = await writeCertbotSettings(folder, { directoryUrl: "http://acme:14000/dir", caPem: "" });
  const kept = stack.move();
  return { certbot, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
