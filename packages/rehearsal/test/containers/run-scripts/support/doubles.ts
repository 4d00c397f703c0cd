import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { docker } from "../../../support/engine.ts";
import { standInImages } from "../../bft/support/images.ts";

const rendered = resolve(import.meta.dirname, "../../../../../../generated/host/aggregator.yml");

/** References of the doubles of the images of the rendered file, by service. */
export async function doubles(): Promise<Record<string, string>> {
  const file = JSON.parse(
    await docker("compose", "--file", rendered, "config", "--format", "json", "--no-interpolate"),
  ) as { services: Record<string, { image: string }> };
  const entries = Object.entries(file.services);
  const images = await standInImages(
    entries.map(([, { image }]) => image),
    "v1",
  );
  return Object.fromEntries(entries.map(([name, { image }]) => [name, images.get(image) ?? image]));
}

/** Writes a Compose file that gives services those images. @returns its path */
export async function writeOverride(path: string, images: Record<string, string>): Promise<string> {
  const services = Object.entries(images).map(([name, image]) => [name, { image }]);
  await writeFile(path, JSON.stringify({ services: Object.fromEntries(services) }));
  return path;
}
