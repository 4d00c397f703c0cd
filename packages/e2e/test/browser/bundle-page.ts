import { createRequire } from "node:module";
import { join } from "node:path";
import { rolldown } from "rolldown";

/** What the SDK's browser build expects of an application's bundler: Node's Buffer, in every module. */
const sdk = createRequire(createRequire(import.meta.url).resolve("@unicitylabs/sphere-sdk"));
const buffer = sdk.resolve("buffer/");

/** @returns the page's program as one JavaScript module */
export async function bundlePage(): Promise<string> {
  const bundle = await rolldown({
    input: join(import.meta.dirname, "wallet-page.mjs"),
    platform: "browser",
    resolve: { alias: { buffer } },
    transform: {
      define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
      inject: { Buffer: [buffer, "Buffer"] },
    },
    logLevel: "silent",
  });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  await bundle.close();
  return output[0].code;
}
