import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { baseImage, ensureImage } from "../../../../src/index.ts";
import { docker } from "../../../support/engine.ts";

/** Runs curl in a container of the network, with a root certificate to trust. */
export async function curlOnNetwork(
  network: string,
  ca: string,
  ...args: string[]
): Promise<{ exitCode: number | undefined; stdout: string }> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-curl-"));
  try {
    await writeFile(join(folder, "root.pem"), ca);
    const place = ["--network", network, "--volume", `${folder}:/ca:ro`, "--entrypoint", "curl"];
    const options = ["--silent", "--fail", "--max-time", "20", "--cacert", "/ca/root.pem", ...args];
    const run = docker("run", "--rm", ...place, await ensureImage(baseImage()), ...options);
    return await run.then(
      (stdout) => ({ exitCode: 0, stdout }),
      ({ exitCode, stdout }) => ({ exitCode, stdout }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
