import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { push } from "../../../../compose-gen/test/lock/support/docker-registry.ts";
import { testIndex, testManifest } from "../../../../compose-gen/test/lock/support/image.ts";
import { LOGIN, skipped, startPrivateRegistry } from "../../../../release/test/support/registry.ts";
import { jobToken, type LocalSigstore, startSigstore } from "./sigstore.ts";

const run = promisify(execFile);

/** In CI it must run. */
export const noCosign = skipped || (!process.env.CI && spawnSync("cosign", ["version"]).status !== 0);

export const RELEASE =
  "https://github.com/Example/unicity-infra/.github/workflows/release.yml@refs/heads/main";
export const GITHUB = "https://token.actions.githubusercontent.com";

/** A registry with a login as a mirror of ghcr.io, keys, and a Sigstore of its own. */
export interface Published extends AsyncDisposable {
  folder: string;
  host: string;
  origin: string;
  /** The login, as a request carries it. */
  headers: Record<string, string>;
  /** Login, and the mirror. */
  env: Record<string, string>;
  sigstore: LocalSigstore;
  /** Publishes an index of two platforms. @returns its reference below ghcr.io, and its parts */
  publish(name: string, tag: string): Promise<PublishedImage>;
  signWithKey(image: PublishedImage, key?: "cosign" | "other"): Promise<void>;
  signAs(image: PublishedImage, identity: string, issuer?: string): Promise<void>;
  /** A request to the registry itself, with its login. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

export interface PublishedImage {
  /** `ghcr.io/example/name`. */
  repository: string;
  /** Path at the registry. */
  path: string;
  tag: string;
  digest: string;
  /** Of linux/amd64. */
  child: string;
  reference: string;
}

export async function startPublished(): Promise<Published> {
  const folder = mkdtempSync(join(tmpdir(), "verify-"));
  const registry = await startPrivateRegistry();
  const sigstore = await startSigstore(folder);
  const docker = join(folder, "docker");
  mkdirSync(docker);
  writeFileSync(join(docker, "config.json"), JSON.stringify({ auths: { [registry.host]: { auth: LOGIN } } }));
  const env = {
    DOCKER_CONFIG: docker,
    COMPOSE_GEN_MIRROR_GHCR_IO: registry.origin,
    XDG_CACHE_HOME: join(folder, "cache"),
  };
  const cosign = (...args: string[]) =>
    run("cosign", args, {
      cwd: folder,
      env: { ...process.env, ...env, ...sigstore.cosignTrust, HOME: folder, COSIGN_PASSWORD: "" },
    });
  await Promise.all(
    ["cosign", "other"].map((name) => cosign("generate-key-pair", "--output-key-prefix", name)),
  );
  const headers = { authorization: `Basic ${LOGIN}` };
  const at = ({ path, digest }: PublishedImage) => `${registry.host}/${path}@${digest}`;
  return {
    ...{ folder, env, sigstore, headers, host: registry.host, origin: registry.origin },
    publish: async (name, tag) => {
      const path = `example/${name}`;
      const images = ["linux/amd64", "linux/arm64"].map((platform) =>
        testManifest(platform, `${name} ${tag}`),
      );
      const { body, digest, mediaType } = testIndex(images);
      await push(registry, path, tag, images, { body, digest, mediaType }, headers);
      const repository = `ghcr.io/${path}`;
      const child = images[0]?.manifest.digest ?? "";
      return { repository, path, tag, digest, child, reference: `${repository}:${tag}@${digest}` };
    },
    signWithKey: async (image, key = "cosign") => {
      await cosign("sign", "--yes", "--key", `${key}.key`, "--tlog-upload=false", "--recursive", at(image));
    },
    signAs: async (image, identity, issuer = GITHUB) => {
      const token = jobToken(identity, issuer);
      const local = ["--fulcio-url", sigstore.url, "--rekor-url", sigstore.url, "--identity-token", token];
      await cosign("sign", "--yes", ...local, at(image));
    },
    ask: (path, init = {}) =>
      fetch(`${registry.origin}/v2/${path}`, { ...init, headers: { ...headers, ...init.headers } }),
    [Symbol.asyncDispose]: async () => {
      await sigstore[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Changes the list of signatures of an image; `to` is another image that gets it instead. */
export async function changeSignatures(
  { ask }: Published,
  from: PublishedImage,
  change: (text: string) => string,
  to: PublishedImage = from,
): Promise<void> {
  const tagOf = ({ digest }: PublishedImage) => `manifests/${digest.replace(":", "-")}.sig`;
  const type = "application/vnd.oci.image.manifest.v1+json";
  const list = await ask(`${from.path}/${tagOf(from)}`, { headers: { accept: type } });
  const body = change(await list.text());
  const put = await ask(`${to.path}/${tagOf(to)}`, {
    method: "PUT",
    headers: { "content-type": type },
    body,
  });
  if (put.status !== 201) throw new Error(`${put.status} ${await put.text()}`);
}
