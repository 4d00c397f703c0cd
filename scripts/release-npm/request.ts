import { parseArgs } from "node:util";
import { ComposeGenError } from "@unicity-sphere/compose-gen";

export const NPM = "https://registry.npmjs.org/";

export const USAGE = `Usage: pnpm release:npm [options]

Publishes the packages of this version that npm's registry does not have yet, each after those that it needs. What is there
with the same content stays; with another it is refused. After a crash the same command goes on.

Options:
  --registry URL   default ${NPM}
  --dry-run        print the plan and what stands in its way; publish nothing
  --tarballs DIR   publish the tarballs of DIR; without it those that are packed from what is committed and rendered
  --pack-only      pack to --tarballs, ask and publish nothing
  --provenance     insist on a statement of where the tarballs were made (GitHub Actions with id-token: write)
  --json           one JSON document on stdout
  --help

Who publishes: in GitHub Actions the workflow that npm knows as trusted publisher, elsewhere whom \`npm login\` left in .npmrc.
Exit codes: 0 published, or nothing to do · 1 refused, or a step failed · 2 registry not reached · 3 wrong usage
`;

const options = {
  registry: { type: "string", default: NPM },
  "dry-run": { type: "boolean", default: false },
  tarballs: { type: "string" },
  "pack-only": { type: "boolean", default: false },
  provenance: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

export type NpmRequest = ReturnType<typeof parseRequest>;

/** @throws ComposeGenError `USAGE` */
export function parseRequest(args: readonly string[]) {
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (values["pack-only"] && (values["dry-run"] || values.tarballs === undefined))
      throw new Error("--pack-only goes with --tarballs DIR, and not with --dry-run.");
    const { protocol } = new URL(values.registry);
    if (!/^https?:$/.test(protocol)) throw new Error(`--registry ${values.registry} is no web address.`);
    return values;
  } catch (error) {
    const what = (error as Error).message;
    throw new ComposeGenError({ code: "USAGE", what, next: "See `pnpm release:npm --help`." });
  }
}
