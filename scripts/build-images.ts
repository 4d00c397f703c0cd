// Builds the service images from this checkout. Usage: pnpm build:images [name…] [--base REF] [--json], see --help.
// Exit codes: 0 all built · 1 a build failed · 2 no Docker engine · 3 wrong usage, or nothing known to build on.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeError, type Lock } from "@unicity-sphere/compose-gen";
import { runCommand } from "rehearsal";
import { type Built, buildImage } from "./build-images/execute.ts";
import { exitCodeOf, partsOf } from "./build-images/failure.ts";
import { planBuilds } from "./build-images/plan.ts";
import { parseRequest, type Request, USAGE } from "./build-images/request.ts";

const REGISTRY = "ghcr.io/unicity-sphere";
const checkout = join(import.meta.dirname, "..");
const readJson = (file: string) => JSON.parse(readFileSync(join(checkout, file), "utf8"));

async function buildAll(request: Request): Promise<void> {
  const plans = planBuilds(request, {
    checkout,
    version: readJson("package.json").version,
    registry: (process.env.IMAGE_REGISTRY || REGISTRY).replace(/\/+$/, ""),
    lock: readJson("images.lock.json") as Lock,
  });
  const images: Built[] = [];
  for (const plan of plans) {
    const built = await buildImage(plan, runCommand);
    images.push(built);
    if (!request.json) console.log(`✔ ${built.reference}  ${(built.ms / 1000).toFixed(1)} s  ${built.id}`);
  }
  if (request.json) console.log(JSON.stringify({ schema: "unicity-stack/build-images@1", images }, null, 2));
}

const args = process.argv.slice(2);
try {
  const request = parseRequest(args);
  if (request.help) process.stdout.write(USAGE);
  else await buildAll(request);
} catch (error) {
  if (args.includes("--json"))
    console.log(JSON.stringify({ schema: "unicity-stack/error@1", error: partsOf(error) }, null, 2));
  else console.error(describeError(error));
  process.exitCode = exitCodeOf(error);
}
