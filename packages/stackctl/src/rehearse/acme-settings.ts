import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { type AcmeServer, certbotSettings } from "rehearsal";

/**
 * Writes the folder that `ACME_SETTINGS` of the run scripts names: `letsencrypt/cli.ini` and `ca.pem`. Readable for
 * everybody, since root in a container without capabilities reads as others do.
 */
export async function writeAcmeSettings(folder: string, server: AcmeServer): Promise<void> {
  await mkdir(folder);
  await chmod(folder, 0o755);
  for (const [path, content] of Object.entries(certbotSettings(server, "/").files)) {
    const file = join(folder, relative("/", path));
    await mkdir(dirname(file), { recursive: true, mode: 0o755 });
    await writeFile(file, content, { mode: 0o644 });
  }
}
