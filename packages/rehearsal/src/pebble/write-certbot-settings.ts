import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { ACME_FOLDER, type AcmeServer, certbotSettings } from "./certbot-settings.ts";

/**
 * Writes the settings of {@link certbotSettings} below a folder of the host.
 * @returns the arguments of `docker run` and `docker create` that mount them read-only and set the environment
 */
export async function writeCertbotSettings(hostFolder: string, server: AcmeServer): Promise<string[]> {
  const { files, environment } = certbotSettings(server);
  for (const [path, content] of Object.entries(files)) {
    const file = join(hostFolder, relative(ACME_FOLDER, path));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return [
    ...["--volume", `${hostFolder}:${ACME_FOLDER}:ro`],
    ...Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
  ];
}
