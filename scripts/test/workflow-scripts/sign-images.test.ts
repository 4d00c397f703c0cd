import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "@unicity-sphere/compose-gen/registry";
import { describe, expect, test } from "vitest";
import {
  skipped,
  startDockerRegistry,
} from "../../../packages/compose-gen/test/lock/support/docker-registry.ts";
import { verifyImages } from "../../../packages/stackctl/src/verify/verify-images.ts";
import { verifyOptions } from "../../../packages/stackctl/src/verify/verify-options.ts";
import { publishIndex } from "../support/publish-index.ts";
import { type Job, startJob } from "../support/workflow-scripts.ts";

const actions = {
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "example/stack",
  GITHUB_REPOSITORY_ID: "1",
  GITHUB_REPOSITORY_OWNER_ID: "2",
  GITHUB_WORKFLOW_REF: "example/stack/.github/workflows/release.yml@refs/heads/main",
  GITHUB_REF: "refs/heads/main",
  GITHUB_SHA: "c".repeat(40),
  GITHUB_EVENT_NAME: "push",
  GITHUB_RUN_ID: "7",
  GITHUB_RUN_ATTEMPT: "1",
};
const digest = (text: string) => sha256(Buffer.from(text));
const child = (text: string) => ({ digest: digest(text) });

/** A job whose syft says what it was asked about; `docker` shows `index`. */
function signingJob(index: unknown): Job {
  const job = startJob({ "package.json": "{}" });
  job.play("docker", `printf '%s' '${JSON.stringify(index)}'`);
  job.play("syft", `printf '{"spdxVersion":"SPDX-2.3","name":"%s"}' "$2" >"\${4#spdx-json=}"`);
  return job;
}

test("each index is signed with its images and says where it is from; each image says what is in it", () => {
  const job = signingJob({ manifests: [child("amd64"), child("arm64")] });
  job.play(
    "cosign",
    `for word; do [[ $word != */provenance.json ]] || cp "$word" "$PLAYED/provenance.json"; done`,
  );
  const image = `ghcr.io/example/relay@${digest("index")}`;
  expect(job.run("sign-images.sh", [], { ...actions, IMAGES: image })).toMatchObject({
    status: 0,
    stderr: "",
  });
  const calls = job.calls().map((call) => call.replaceAll(/\/\S*\/(?=\w+\.json)/g, ""));
  expect(calls).toEqual([
    `docker buildx imagetools inspect --raw ${image}`,
    `cosign sign --yes --annotations kind=index ${image}`,
    `cosign attest --yes --type slsaprovenance1 --predicate provenance.json ${image}`,
    ...["amd64", "arm64"].flatMap((platform) => [
      `cosign sign --yes --annotations kind=platform ghcr.io/example/relay@${digest(platform)}`,
      expect.stringContaining(
        `syft scan registry:ghcr.io/example/relay@${digest(platform)} --output spdx-json=`,
      ),
      `cosign attest --yes --type spdxjson --predicate sbom.json ghcr.io/example/relay@${digest(platform)}`,
    ]),
  ]);
  expect(JSON.parse(readFileSync(join(job.played, "provenance.json"), "utf8"))).toMatchObject({
    buildDefinition: {
      externalParameters: { workflow: { path: ".github/workflows/release.yml", ref: "refs/heads/main" } },
      resolvedDependencies: [
        {
          uri: "git+https://github.com/example/stack@refs/heads/main",
          digest: { gitCommit: actions.GITHUB_SHA },
        },
      ],
    },
    runDetails: { metadata: { invocationId: "https://github.com/example/stack/actions/runs/7/attempts/1" } },
  });
});

test.each([
  ["a tag", "ghcr.io/example/relay:0.6.1", { manifests: [child("a")] }, "Only a digest is signed."],
  [
    "a child of an index",
    `ghcr.io/example/relay@${digest("a")}`,
    { layers: [] },
    "The index names no image.",
  ],
])("%s is not signed", (_, IMAGES, index, text) => {
  const job = signingJob(index);
  job.play("cosign");
  const { status, stderr } = job.run("sign-images.sh", [], { ...actions, IMAGES });
  expect(status).toBe(1);
  expect(stderr).toContain(text);
  expect(job.calls().filter((call) => call.startsWith("cosign"))).toEqual([]);
});

test("outside a job of GitHub nothing is signed: its origin could not be stated", () => {
  const job = signingJob({ manifests: [child("a")] });
  job.play("cosign");
  const { status, stderr } = job.run("sign-images.sh", [], {
    IMAGES: `ghcr.io/example/relay@${digest("a")}`,
  });
  expect(status).not.toBe(0);
  expect(stderr).toContain("GITHUB_REPOSITORY is not set");
});

// In CI it must run.
const noCosign = !process.env.CI && spawnSync("cosign", ["version"]).status !== 0;

describe.skipIf(skipped || noCosign)(
  "with cosign and a real registry (Debian: docker-registry, cosign)",
  () => {
    test("what was signed is verified by its key, and nothing else is", async () => {
      await using registry = await startDockerRegistry();
      const { index, reference, image } = await publishIndex(registry, "signed");
      const other = await publishIndex(registry, "not signed");
      const job = signingJob(JSON.parse(index));
      const keys = join(job.folder, "../keys");
      mkdirSync(keys);
      const env = { ...process.env, COSIGN_PASSWORD: "", HOME: keys };
      execFileSync("cosign", ["generate-key-pair"], { cwd: keys, env, stdio: "ignore" });
      const trial = {
        ...actions,
        COSIGN_PASSWORD: "",
        SIGNING_KEY: join(keys, "cosign.key"),
        IMAGES: reference,
      };
      const signed = job.run("sign-images.sh", [], trial);
      expect(signed.status, signed.stderr).toBe(0);
      const verify = (what: string, ...args: string[]) =>
        spawnSync("cosign", [...args, "--key", "cosign.pub", "--insecure-ignore-tlog", what], {
          cwd: keys,
          env,
          encoding: "utf8",
        });
      expect(verify(reference, "verify").status).toBe(0);
      expect(verify(image, "verify").status).toBe(0);
      expect(verify(reference, "verify", "--annotations", "kind=index").status).toBe(0);
      expect(verify(image, "verify", "--annotations", "kind=index").status).not.toBe(0);
      const ours = verifyOptions({ VERIFY_KEY_FILE: "cosign.pub" }, keys, new AbortController().signal, []);
      const images = [{ key: "relay", reference, own: true }];
      expect(await verifyImages(images, ours)).toMatchObject([{ outcome: "verified", signer: "the key" }]);
      expect(verify(reference, "verify-attestation", "--type", "slsaprovenance1").status).toBe(0);
      expect(verify(image, "verify-attestation", "--type", "spdxjson").status).toBe(0);
      const unsigned = verify(other.reference, "verify");
      expect(unsigned.status).not.toBe(0);
      expect(unsigned.stderr).toContain("no signatures found");
      execFileSync("cosign", ["generate-key-pair", "--output-key-prefix", "other"], {
        cwd: keys,
        env,
        stdio: "ignore",
      });
      const byOther = spawnSync(
        "cosign",
        ["verify", "--key", "other.pub", "--insecure-ignore-tlog", reference],
        { cwd: keys, env },
      );
      expect(byOther.status).not.toBe(0);
    });
  },
);
