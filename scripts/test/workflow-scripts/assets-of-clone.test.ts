import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Clone, cloneAsVersion, namesIn, releasedLock } from "../support/clone.ts";
import { startJob } from "../support/workflow-scripts.ts";

// A clone is installed and built, and its files are rendered and packed.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let clone: Clone;
beforeAll(() => {
  clone = cloneAsVersion();
});
afterAll(() => clone?.[Symbol.dispose]());

/** Makes the assets with the commands of the clone. */
function makeAssets(name: string) {
  const folder = join(dirname(clone.folder), name);
  const script = join(clone.folder, ".github/scripts/release-assets.sh");
  const options = { cwd: clone.folder, env: clone.env, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync("bash", [script, folder], options);
  return { folder, status, said: `${stdout}${stderr}` };
}

/** What a file of a package has. */
const inPackage = (tarball: string, path: string) =>
  execFileSync("tar", ["--extract", "--to-stdout", "--file", tarball, `package/${path}`], {
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });

test("a version whose images are not published, or a tree with other changes, gets no assets; a release gets all of them", () => {
  const unpublished = makeAssets("unpublished");
  expect(unpublished).toMatchObject({ status: 1, said: expect.stringContaining("IMAGES_UNPUBLISHED") });
  expect(namesIn(unpublished.folder)).not.toContain("SHA256SUMS");

  const lock = releasedLock(clone);
  clone.write("images.lock.json", lock);
  const readme = clone.read("README.md");
  clone.write("README.md", `${readme}Changed by hand.\n`);
  const dirty = makeAssets("dirty");
  expect(dirty).toMatchObject({ status: 1, said: expect.stringContaining("DIRTY_TREE") });
  expect(dirty.said).toContain("README.md");
  expect(namesIn(dirty.folder)).toEqual([]);
  clone.write("README.md", readme);

  const { folder, status, said } = makeAssets("assets");
  expect(status, said).toBe(0);
  const { version } = JSON.parse(clone.read("package.json"));
  const packages = ["compose-gen", "devnet", "e2e", "stackctl"].map(
    (name) => `unicity-sphere-${name}-${version}.tgz`,
  );
  const bundle = `unicity-stack-host-${version}.tar.gz`;
  expect(namesIn(folder)).toEqual(
    [
      ...["SHA256SUMS", "aggregator.yml", "faucet.yml", "images.lock.json", "relay.yml", "stack.yml"],
      ...[...packages, bundle, `${bundle}.sha256`],
    ].sort(),
  );
  execFileSync("sha256sum", ["--check", "--quiet", "--strict", "SHA256SUMS", `${bundle}.sha256`], {
    cwd: folder,
  });
  const { images } = JSON.parse(lock);
  expect(readFileSync(join(folder, "relay.yml"), "utf8")).toContain(`@${images.relay.digest}`);
  // What stackctl starts is what the Compose files name.
  const packed = (name: string, path: string) =>
    JSON.parse(inPackage(join(folder, `unicity-sphere-${name}-${version}.tgz`), path));
  expect(packed("stackctl", "package.json").dependencies["@unicity-sphere/compose-gen"]).toBe(version);
  expect(packed("compose-gen", "dist/definitions.json").lock.images).toEqual(images);
  const inBundle = execFileSync(
    "tar",
    [
      "--extract",
      "--gzip",
      "--to-stdout",
      "--wildcards",
      "--file",
      join(folder, bundle),
      "*/images.lock.json",
    ],
    {
      encoding: "utf8",
    },
  );
  expect(inBundle).toBe(lock);

  // The jobs that follow have them from GitHub.
  const job = startJob({ "package.json": clone.read("package.json") });
  const environment = { VERSION: version, GITHUB_SHA: clone.git("rev-parse", "HEAD") };
  expect(job.run("github-release.sh", [folder], environment)).toMatchObject({ status: 0 });
  const taken = join(job.folder, "../taken");
  mkdirSync(taken);
  expect(job.run("download-release.sh", [taken], environment)).toMatchObject({ status: 0 });
  expect(namesIn(taken)).toEqual(namesIn(folder));
});
