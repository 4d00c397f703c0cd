import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ComposeGenError } from "@unicity-sphere/compose-gen";

/** A file of the bundle. */
export interface BundleFile {
  /** Path in the bundle. */
  path: string;
  content: Buffer;
  executable: boolean;
}

/** Place in the bundle → file or folder of the checkout. A service's script finds what lies beside it. */
const places: Record<string, string> = {
  "deploy-all.sh": "packages/host-bundle/deploy-all.sh",
  deploy: "packages/host-bundle/deploy",
  "relay-image/run-relay.sh": "packages/relay-image/run-relay.sh",
  "faucet-image/run-faucet.sh": "packages/faucet-image/run-faucet.sh",
  "aggregator-stack/run-aggregator.sh": "packages/aggregator-stack/run-aggregator.sh",
  "aggregator-stack/aggregator.yml": "generated/host/aggregator.yml",
  "service-runtime/run": "packages/service-runtime/run",
  compose: "generated/host",
  "images.lock.json": "images.lock.json",
  LICENSE: "LICENSE",
  "README.md": "packages/release/bundle/README.md",
};

/** What is taken from a folder, of what git has: no secret, setting or leftover of whoever works in the checkout. */
const taken = /\.(?:sh|yml|md|env\.example)$/;

/**
 * The files of a host's bundle, sorted by path: run scripts, their library, `deploy-all.sh`, the host's Compose files of
 * every generation, and the lock.
 *
 * @param checkout folder of the repository, rendered
 * @param tracked paths that git has there
 * @throws ComposeGenError `BUNDLE_PART_MISSING`
 */
export function bundleContents(checkout: string, tracked: readonly string[], version: string): BundleFile[] {
  const all = { ...places, ...otherGenerations(tracked) };
  const files = Object.entries(all).flatMap(([path, source]) =>
    filesOf(tracked, source, path).map(([place, file]) => readPart(checkout, place, file)),
  );
  files.push({ path: "VERSION", content: Buffer.from(`${version}\n`), executable: false });
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** `generated/<generation>/host` of those that are not the default: where `run-aggregator.sh --generation` looks, and for Compose. */
function otherGenerations(tracked: readonly string[]): Record<string, string> {
  const generations = tracked.flatMap((path) => /^generated\/([^/]+)\/host\//.exec(path)?.[1] ?? []);
  return Object.fromEntries(
    [...new Set(generations)].flatMap((name) => [
      [`aggregator-stack/${name}/aggregator.yml`, `generated/${name}/host/aggregator.yml`],
      [`compose/${name}`, `generated/${name}/host`],
    ]),
  );
}

/** Place in the bundle and path in the checkout of a file, or of each in a folder that is taken. */
function filesOf(tracked: readonly string[], source: string, path: string): [string, string][] {
  if (tracked.includes(source)) return [[path, source]];
  const below = tracked.filter((file) => file.startsWith(`${source}/`) && taken.test(file));
  if (below.length === 0) throw missing(source);
  return below.map((file) => [`${path}${file.slice(source.length)}`, file]);
}

function readPart(checkout: string, path: string, source: string): BundleFile {
  const file = join(checkout, source);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) throw missing(source);
  return { path, content: readFileSync(file), executable: (stat.mode & 0o100) !== 0 };
}

function missing(source: string): ComposeGenError {
  return new ComposeGenError({
    code: "BUNDLE_PART_MISSING",
    what: "A part of the host's bundle is not there, or git does not have it.",
    where: source,
    next: "Take it from version control; `pnpm render` makes what is below generated/, and it has to be committed.",
  });
}
