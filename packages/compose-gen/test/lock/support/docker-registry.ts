import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Stored, testManifest } from "./image.ts";

const present = spawnSync("docker-registry", ["--version"], { timeout: 60_000 }).status === 0;

/** Why suites with a real registry are skipped here (Debian: `docker-registry`); in CI they must run. */
export const skipped = !present && !process.env.CI;

/** A real registry (CNCF distribution) on a free port of loopback. */
export interface DockerRegistry extends AsyncDisposable {
  host: string;
  origin: string;
  /** Folder of its storage. */
  data: string;
}

/** Starts one with its own storage; `auth` is its `auth` section in JSON, which is YAML too. */
export async function startDockerRegistry(auth?: object): Promise<DockerRegistry> {
  const folder = mkdtempSync(join(tmpdir(), "compose-gen-registry-"));
  const config = join(folder, "config.yml");
  writeFileSync(
    config,
    JSON.stringify({
      version: "0.1",
      log: { level: "info", accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, "data") } },
      http: { addr: "127.0.0.1:0" },
      ...(auth ? { auth } : {}),
    }),
  );
  const child = spawn("docker-registry", ["serve", config], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const log: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    log.push(line);
    const [, host] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? [];
    if (host === undefined) continue;
    child.stderr.resume();
    return { host, origin: `http://${host}`, data: join(folder, "data"), [Symbol.asyncDispose]: stop };
  }
  await stop();
  throw new Error(`docker-registry did not start:\n${log.join("\n")}`);
}

/** Pushes documents as an engine does: blobs first, then manifests, then what refers to them. */
export async function push(
  { origin }: Pick<DockerRegistry, "origin">,
  name: string,
  tag: string,
  images: readonly ReturnType<typeof testManifest>[],
  index?: Stored,
  headers: Record<string, string> = {},
): Promise<void> {
  for (const { config, layer, manifest } of images) {
    for (const blob of [config, layer]) await pushBlob(origin, name, blob, headers);
    await put(`${origin}/v2/${name}/manifests/${index ? manifest.digest : tag}`, manifest, headers);
  }
  if (index) await put(`${origin}/v2/${name}/manifests/${tag}`, index, headers);
}

async function pushBlob(origin: string, name: string, blob: Stored, headers: Record<string, string>) {
  const started = await fetch(`${origin}/v2/${name}/blobs/uploads/`, { method: "POST", headers });
  if (started.status !== 202) throw new Error(`upload: ${started.status} ${await started.text()}`);
  const location = new URL(started.headers.get("location") ?? "", origin);
  location.searchParams.set("digest", blob.digest);
  await put(location.href, { ...blob, mediaType: "application/octet-stream" }, headers);
}

async function put(url: string, { mediaType, body }: Stored, headers: Record<string, string>) {
  const answer = await fetch(url, {
    method: "PUT",
    headers: { ...headers, "content-type": mediaType },
    body,
  });
  if (answer.status !== 201) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}
