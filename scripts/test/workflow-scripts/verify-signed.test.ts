import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type DockerRegistry,
  skipped,
  startDockerRegistry,
} from "../../../packages/compose-gen/test/lock/support/docker-registry.ts";
import { createWorld, type World } from "../../../packages/service-runtime/test/run/support/world.ts";
import {
  jobToken,
  type LocalSigstore,
  startSigstore,
} from "../../../packages/stackctl/test/verify/support/sigstore.ts";
import { publishIndex } from "../support/publish-index.ts";

const run = promisify(execFile);
// In CI it must run.
const noCosign = !process.env.CI && spawnSync("cosign", ["version"]).status !== 0;
const ISSUER = "https://token.actions.githubusercontent.com";
const RELEASE =
  "https://github.com/Unicity-Sphere/unicity-infra/.github/workflows/release.yml@refs/tags/v0.6.0";

describe.skipIf(skipped || noCosign)("a run script with --verify, cosign and a real registry", () => {
  let registry: DockerRegistry;
  let host: World;
  let sigstore: LocalSigstore;

  beforeAll(async () => {
    registry = await startDockerRegistry();
    host = await createWorld();
    host.next({ health: "healthy" });
    sigstore = await startSigstore(host.folder);
    const real = spawnSync("bash", ["-c", "command -v cosign"], { encoding: "utf8" }).stdout.trim();
    host.program("cosign", `exec ${real} "$@"`);
    await Promise.all(
      ["cosign", "other"].map((name) => cosign("generate-key-pair", "--output-key-prefix", name)),
    );
  });
  afterAll(async () => {
    await sigstore?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    await registry?.[Symbol.asyncDispose]();
  });

  const trust = () => ({ ...sigstore.cosignTrust, HOME: host.folder, COSIGN_PASSWORD: "" });
  const cosign = (...args: string[]) =>
    run("cosign", args, { cwd: host.folder, env: { ...process.env, ...trust() } });
  const sign = (reference: string, kind: string) =>
    cosign(
      ...["sign", "--yes", "--key", "cosign.key", "--tlog-upload=false", "--annotations", `kind=${kind}`],
      reference,
    );

  /** A start of this image, which the engine has fetched under these names. @returns code and error code */
  async function start(reference: string, env: Record<string, string>, digests: string[] = []) {
    host.write(
      `images/${reference.replaceAll("/", "_")}`,
      digests.map((digest) => `digest ${digest}\n`).join(""),
    );
    const args = ["--no-ssl", "--verify", "--recreate", "--image", reference];
    const { code, errors } = await host.run(args, { env: { ...trust(), ...env } });
    return { code, error: /\[([A-Z_]+)\]/.exec(errors)?.[1] };
  }
  const key = { VERIFY_KEY_FILE: "cosign.pub" };

  test("starts what its key has signed as an index, and nothing else, each with its own message", async () => {
    const good = await publishIndex(registry, "signed", "1.0.0");
    const unsigned = await publishIndex(registry, "not signed");
    await Promise.all([sign(good.reference, "index"), sign(good.image, "platform")]);
    expect(await start(good.reference, key)).toEqual({ code: 0, error: undefined });
    const tagged = `${registry.host}/relay:1.0.0`;
    expect(await start(tagged, key, [good.reference])).toEqual({ code: 0, error: undefined });
    const refused = async (reference: string, env: Record<string, string>, digests?: string[]) =>
      (await start(reference, env, digests)).error;
    expect(await refused(good.image, key)).toBe("IMAGE_IS_CHILD");
    expect(await refused(unsigned.reference, key)).toBe("IMAGE_UNSIGNED");
    expect(await refused(good.reference, { VERIFY_KEY_FILE: "other.pub" })).toBe("SIGNATURE_OTHER_KEY");
    await publishIndex(registry, "pushed over it", "1.0.0");
    expect(await refused(tagged, key, [good.reference])).toBe("TAG_MOVED");
    expect(await start(`127.0.0.1:1/relay@${good.reference.split("@")[1]}`, key)).toEqual({
      code: 2,
      error: "VERIFY_UNREACHABLE",
    });
  });

  test("starts what the release workflow has signed, and what another one has only when it is named", async () => {
    const image = await publishIndex(registry, "released");
    const fork = await publishIndex(registry, "of a fork");
    const signAs = (identity: string, reference: string) =>
      cosign(
        ...["sign", "--yes", "--annotations", "kind=index", "--fulcio-url", sigstore.url],
        ...["--rekor-url", sigstore.url, "--identity-token", jobToken(identity, ISSUER), reference],
      );
    const other = RELEASE.replace("Unicity-Sphere", "somebody");
    await Promise.all([signAs(RELEASE, image.reference), signAs(other, fork.reference)]);
    expect(await start(image.reference, {})).toEqual({ code: 0, error: undefined });
    expect((await start(fork.reference, {})).error).toBe("SIGNATURE_OTHER_IDENTITY");
    expect((await start(fork.reference, { VERIFY_IDENTITY: other })).code).toBe(0);
    expect((await start(image.reference, { VERIFY_ISSUER: "https://accounts.example.org" })).error).toBe(
      "SIGNATURE_OTHER_IDENTITY",
    );
  });
});
