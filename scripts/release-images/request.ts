import { parseArgs } from "node:util";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { OWN_REGISTRY } from "release";

export const USAGE = `Usage: pnpm release:images [options]

Publishes the images of this commit that are not published yet, each under <version>, sha-<commit>, sdk-<exact>-r<patch>
(never moved) and <major.minor> (only forward), and writes the digests to images.lock.json. After a crash the same
command goes on.

Options:
  --registry R       registry and owner; default IMAGE_REGISTRY, in GitHub Actions ghcr.io/<owner>, else ${OWN_REGISTRY}
  --dry-run          print the plan and what stands in its way; publish nothing
  --layouts DIR      take the image from the OCI layout DIR/<name> where there is one; else it is built there
  --build-only       build what is not published yet to --layouts, and publish nothing
  --platform P       only this platform of those that all stages have; repeatable
  --source URL       where the sources are; default the repository in GitHub Actions, else origin
  --unverified KEY   release although no registry confirmed the digest of this image of images.lock.json; repeatable
  --lock FILE        write the digests to FILE; for another registry than the default nothing is written without it
  --base REF, --debian REF, --relay-upstream REF, --faucet-upstream REF
                     images below ours, see \`pnpm build:images --help\`; "stand-in" goes with a registry on this machine only
  --debian-snapshot T
                     Debian packages as of a time; default that of debian.json, with "stand-in" what the machine has.
                     "none", for a registry on this machine only: what the base's sources have now
  --debian-archive URL
                     who keeps those snapshots; default snapshot.debian.org
  --json             one JSON document on stdout
  --help

Log in before: docker login HOST (credential helpers are not asked).
Exit codes: 0 published, or nothing to do · 1 refused, or a step failed · 2 registry or engine not reached · 3 wrong usage
`;

const options = {
  registry: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  layouts: { type: "string" },
  "build-only": { type: "boolean", default: false },
  platform: { type: "string", multiple: true, default: [] as string[] },
  source: { type: "string" },
  unverified: { type: "string", multiple: true, default: [] as string[] },
  lock: { type: "string" },
  base: { type: "string" },
  debian: { type: "string" },
  "relay-upstream": { type: "string" },
  "faucet-upstream": { type: "string" },
  "debian-snapshot": { type: "string" },
  "debian-archive": { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

export type ReleaseRequest = ReturnType<typeof parseRequest>;

/** @throws ComposeGenError `USAGE` */
export function parseRequest(args: readonly string[]) {
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (values["build-only"] && (values["dry-run"] || values.layouts === undefined))
      throw new Error("--build-only goes with --layouts DIR, and not with --dry-run.");
    return values;
  } catch (error) {
    const what = (error as Error).message;
    throw new ComposeGenError({ code: "USAGE", what, next: "See `pnpm release:images --help`." });
  }
}
