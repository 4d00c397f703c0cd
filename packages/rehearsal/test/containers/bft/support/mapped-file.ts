import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { compileConfig, planStack } from "@unicity-sphere/compose-gen";
import { execa } from "execa";
import config from "../../../../../../compose-gen.config.ts";
import { type DoubledGeneration, standInImages } from "./images.ts";

const repository = resolve(import.meta.dirname, "../../../../../..");
const definitions = compileConfig(config);

/** Image key → reference, for each image of the aggregator's stack that something else stands for on this machine. */
async function imageMapOf(generation: DoubledGeneration): Promise<Record<string, string>> {
  const row = definitions.generations.find(({ id }) => id === generation);
  const stack = definitions.stacks[generation]?.find(({ name }) => name === "aggregator");
  const [profile] = definitions.profiles;
  if (!row || !stack || !profile) throw new Error(`no aggregator stack of ${generation}`);
  const { images } = planStack(definitions, stack, profile, row);
  const standIns = await standInImages(
    images.map(({ reference }) => reference),
    generation,
  );
  return Object.fromEntries(
    images.flatMap(({ pin, reference }) => {
      const standIn = standIns.get(reference) ?? reference;
      return standIn === reference ? [] : [[pin, standIn]];
    }),
  );
}

/**
 * Renders the aggregator's stack as a reader does who has other images: `compose-gen render --images FILE`. With nothing to
 * replace it is the committed file.
 *
 * @param folder where the map and the files go
 * @returns path of the Compose file
 */
export async function renderMapped(generation: DoubledGeneration, folder: string): Promise<string> {
  const map = join(folder, "images.json");
  await writeFile(map, JSON.stringify(await imageMapOf(generation), null, 2));
  const out = join(folder, "generated");
  const { stdout } = await execa(
    process.execPath,
    [
      join(repository, "packages/compose-gen/src/cli.ts"),
      ...["render", "aggregator", "--generation", generation, "--profile", "local", "--json"],
      ...["--config", join(repository, "compose-gen.config.ts"), "--images", map, "--out", out],
    ],
    { env: { NODE_DISABLE_COMPILE_CACHE: "1" }, timeout: 60_000, stdin: "ignore" },
  );
  const [plan] = (JSON.parse(stdout) as { plans: { path: string }[] }).plans;
  if (!plan) throw new Error(`nothing was rendered for ${generation}`);
  return join(out, plan.path);
}
