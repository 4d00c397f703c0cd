import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { DEVNET_IMAGE, DEVNET_PORTS } from "../../src/image.ts";
import { containerOf } from "./support/container.ts";
import { docker, uniqueName, withEngine } from "./support/engine.ts";
import { devnetImage } from "./support/image.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");

/** The `docker run` of the README as arguments. */
function documentedRun(): string[] {
  const [, command = ""] = /^(docker run [\s\S]*?[^\\])$/m.exec(readme) ?? [];
  return command.replaceAll("\\\n", " ").split(/\s+/).slice(1);
}

withEngine("the README's one line starts a healthy stack on a volume of its own", async () => {
  const args = documentedRun();
  expect(args.at(-1)).toBe(`${DEVNET_IMAGE}:${manifest.version}`);
  for (const port of Object.values(DEVNET_PORTS)) expect(args).toContain(`127.0.0.1:${port}:${port}`);

  const [name, volume] = [uniqueName("readme"), uniqueName("readme")];
  const image = await devnetImage();
  const run = args
    .slice(0, -1)
    .map((arg) => arg.replace(/^127\.0\.0\.1:\d+:/, "127.0.0.1::"))
    .map((arg) => arg.replace(/^devnet:/, `${volume}:`))
    .filter((arg) => arg !== "--rm" && arg !== "-it");
  expect(run.filter((arg) => arg.startsWith(volume))).toEqual([`${volume}:/data`]);
  await docker(...run, "--detach", "--name", name, image);
  try {
    await using devnet = await containerOf(name);
    await devnet.healthy();
  } finally {
    await docker("volume", "rm", volume);
  }
});
