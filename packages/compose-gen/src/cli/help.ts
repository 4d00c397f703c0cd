import manifest from "../../package.json" with { type: "json" };
import { type CliContext, exitCodes } from "./context.ts";

const text = `compose-gen: typed definitions in, hardened and SHA-pinned Docker Compose files out.

  compose-gen render [stack…]   write the Compose files and their .env.example
  compose-gen diff [stack…]     show what render would change
  compose-gen list              stacks, profiles, generations and images
  compose-gen init [dir]        write a configuration of your own to start from
  compose-gen schema            print the JSON Schema of a configuration
  compose-gen lint [stack…]     find what is unsafe: --file FILE, --format text|json|github, --strict
  compose-gen explain [rule]    why a rule is there, and how to repair or waive it
  compose-gen lock [key…]       check images.lock.json, or ask registries for its digests

Which files (render, diff)
  --profile NAME        profile (default: the first one)
  --all-profiles        every profile
  --sdk VERSION         generation of this SDK: 0.6.14 or package@version
  --generation ID       generation by its id
  --all-generations     every generation that renders
  --out DIR             output folder (default: generated)
  --readme FILE         also fill the tables between the markers in this file
  --engine VERSION      use what this Docker Engine knows, e.g. 26.1 (default: what 20.10 knows)
  --images FILE         JSON: image key → reference that replaces the pin
  --image-registry REG  registry and path of our own images (also IMAGE_REGISTRY)
  --config FILE         definitions of your own (.ts, .js, .json) instead of the built-in ones

What happens (render)
  --check     write nothing; exit 1 and name stale, missing and extra files
  --dry-run   write nothing; say what would be written
  --stdout    print the Compose file instead
  --json      print the plan and the files as JSON (also for list)

Which question (lock)
  --update            ask for the tags and write the lock; with --dry-run only say what would change
  --check             compare the lock with the registries; with --offline only its form
  --outdated          list newer tags; changes nothing
  --lock FILE         lock file (default: images.lock.json beside the configuration)
  --timeout SECONDS   for one request (default: 20)

Exit codes: 0 ok · 1 a check failed · 2 a registry did not answer · 3 usage or internal error
`;

/** Prints the usage, or the version for `--version`. */
export async function runHelp(context: CliContext, args: readonly string[]): Promise<number> {
  context.out(args.includes("--version") ? `${manifest.version}\n` : text);
  return exitCodes.ok;
}
