import { renderConfig } from "./config/render.ts";
import { writeConfig } from "./config/write.ts";
import { serve } from "./serve.ts";
import { readSettings } from "./settings.ts";
import { RegistrationStore } from "./store/store.ts";

/** Entry of the image: `generate` writes HAProxy's configuration from `domains.map`, `serve` runs the API. */
async function main(command: string | undefined): Promise<void> {
  const settings = readSettings(process.env);
  const store = new RegistrationStore(settings);
  const writeConfiguration = async () =>
    writeConfig(renderConfig(await store.list(), settings), settings.confDir, settings.mapsDir);
  if (command === "generate") {
    await store.createMap();
    return writeConfiguration();
  }
  if (command === "serve") return serve(settings, store, writeConfiguration);
  throw new Error("Usage: registration-api generate|serve");
}

main(process.argv[2]).catch((error: Error) => {
  console.error(`[registration-api] ${error.message}`);
  process.exitCode = 1;
});
