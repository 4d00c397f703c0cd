/** Where a refusal is tried: a file, and the test in it that names the bad input. */
type Proof = readonly [file: string, test: string];

const refusals = "packages/release/test/registry/refusals.test.ts";
const npm = "packages/release/test/npm/publish.test.ts";
const publish = "packages/release/test/images/publish.test.ts";
const releaseImages = "scripts/test/release-images.test.ts";
const airgap = "packages/stackctl/test/airgap";

/** Bad input in docs/RELEASING.md, and the tests that give it. */
export const REFUSALS: Readonly<Record<string, readonly Proof[]>> = {
  "no login": [
    [refusals, "without a login it names the command that makes one"],
    [npm, "without a login nothing is published, and the error says what is missing"],
  ],
  "push denied": [[refusals, "an account that may not write here is told what it lacks"]],
  "rate limit": [
    [refusals, "a rate limit is waited for as long as it says, else longer each time"],
    [refusals, "a rate limit that goes on is reported, and the same command goes on later"],
    [npm, "a rate limit is waited for when packages are asked for"],
  ],
  "registry down half-way": [
    [refusals, "one that goes down half-way gets the rest later, and what it has not twice"],
    [npm, "a publication that fails in the middle leaves what is there, and the same command goes on"],
  ],
  "immutable tag with other content": [
    [publish, "refuses another image under a tag that never moves, and stays as it is"],
    [npm, "a version that is published with another content is refused before anything is sent"],
  ],
  "dirty tree": [
    [releaseImages, "a release is refused before the registry is asked when something is in the way"],
    ["scripts/test/workflow-scripts/assets-of-clone.test.ts", "a tree with other changes, gets no assets"],
  ],
  "missing changeset": [
    [
      "packages/release/test/lockstep/version-packages.test.ts",
      "nothing to version, and a changeset that moves the line",
    ],
    [publish, "refuses another image under a tag that never moves, and stays as it is"],
  ],
  "unknown platform": [
    [releaseImages, "a platform that no image has is refused with those that there are"],
    ["packages/release/test/images/pins.test.ts", "unknown ones are looked up"],
    [`${airgap}/save.test.ts`, "a platform that the image does not have is named, and no file is made"],
  ],
  "wrong clock": [
    [refusals, "by whose time the clock here is %s gets nothing"],
    [npm, "a clock that is an hour off is told before anything is published"],
    ["packages/release/test/preflight/preflight.test.ts", "a clock that is %s"],
    ["packages/stackctl/test/backend/docker/pull.test.ts", "a clock that is wrong is named with both times"],
  ],
  "digest mismatch": [
    [refusals, "one that keeps something else than what was sent is not believed"],
    [`${airgap}/save.test.ts`, "what the cache has is compared with its digest before it is used"],
  ],
  "truncated bundle": [
    [`${airgap}/refused.test.ts`, "a bundle is looked at before an engine is asked for anything"],
    [`${airgap}/bundle.test.ts`, "a bundle without its last file is truncated"],
    ["scripts/test/workflow-scripts/github-release.test.ts", "files that are not what their sums say"],
  ],
  "bundle of another architecture": [
    [
      `${airgap}/bundle.test.ts`,
      "an engine of another architecture is refused with what there is and what it needs",
    ],
  ],
};
