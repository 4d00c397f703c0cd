import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
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

/** What is taken from a folder: no secret, setting or leftover of whoever works in the checkout. */
const taken = /\.(?:sh|yml|md|env\.example)$/;

/**
 * The files of a host's bundle, sorted by path: run scripts, their library, `deploy-all.sh`, the host's Compose files of
 * every generation, and the lock.
 *
 * @param checkout folder of the repository, rendered
 * @throws ComposeGenError `BUNDLE_PART_MISSING`
 */
export function bundleContents(checkout: string, version: string): BundleFile[] {
  const all = { ...places, ...otherGenerations(checkout) };
  const files = Object.entries(all).flatMap(([path, source]) => filesOf(checkout, source, path));
  files.push({ path: "VERSION", content: Buffer.from(`${version}\n`), executable: false });
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** `generated/<generation>/host` of those that are not the default: where `run-aggregator.sh --generation` looks, and for Compose. */
function otherGenerations(checkout: string): Record<string, string> {
  const generations = readdirSync(join(checkout, "generated")).filter((name) =>
    existsSync(join(checkout, "generated", name, "host")),
  );
  return Object.fromEntries(
    generations.flatMap((name) => [
      [`aggregator-stack/${name}/aggregator.yml`, `generated/${name}/host/aggregator.yml`],
      [`compose/${name}`, `generated/${name}/host`],
    ]),
  );
}

function filesOf(checkout: string, source: string, path: string): BundleFile[] {
  const file = join(checkout, source);
  if (!existsSync(file))
    throw new ComposeGenError({
      code: "BUNDLE_PART_MISSING",
      what: "A part of the host's bundle is not there.",
      where: source,
      next: "Take it from version control; `pnpm render` makes what is below generated/.",
    });
  const stat = statSync(file);
  if (stat.isDirectory())
    return readdirSync(file, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || taken.test(entry.name))
      .flatMap(({ name }) => filesOf(checkout, `${source}/${name}`, `${path}/${name}`));
  return [{ path, content: readFileSync(file), executable: (stat.mode & 0o100) !== 0 }];
}
