import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { baseImage, ensureImage, relayDouble, rootFilesystem } from "rehearsal";
import { OwnEngine } from "../../../../rehearsal/test/support/own-engine/own-engine.ts";
import type { OwnHost } from "../../../../rehearsal/test/support/own-engine/own-host.ts";
import { HTPASSWD } from "../../support/registry.ts";

/** An engine that writes OCI layouts and reaches Debian's packages, with what stands below our images. */
export async function startBuilder(): Promise<OwnEngine> {
  const below: string[] = [];
  for (const image of [rootFilesystem(), baseImage(), relayDouble()]) below.push(await ensureImage(image));
  const settings = {
    features: { "containerd-snapshotter": true },
    ...{ bridge: "", bip: "10.213.0.1/24", dns: [] },
  };
  const engine = await OwnEngine.start(settings, (host) => host.connect());
  try {
    await engine.loadImages(below);
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
  return engine;
}

const HOSTS = { "ghcr.io": "127.0.0.1", "registry-1.docker.io": "127.0.0.2" };

/**
 * An engine without any image, on a host that reaches nothing but ghcr.io, which asks for a login, and Docker Hub: both are
 * docker-registry over the same storage, with a certificate that this host trusts.
 *
 * @param folder for what they need
 * @param data storage of the registry that was published to
 */
export async function startCleanEngine(folder: string, data: string): Promise<OwnEngine> {
  mkdirSync(folder);
  await makeCertificate(folder);
  writeFileSync(join(folder, "htpasswd"), HTPASSWD);
  const hosts = Object.entries(HOSTS).map(([name, address]) => `${address} ${name}\n`);
  writeFileSync(join(folder, "hosts"), `127.0.0.1 localhost\n${hosts.join("")}`);
  const auth = { htpasswd: { realm: "release", path: join(folder, "htpasswd") } };
  return OwnEngine.start({}, async (host) => {
    await run(host, "sh", "-c", trust(folder));
    await serve(host, folder, "ghcr.io", data, { auth });
    await serve(host, folder, "registry-1.docker.io", data, {});
  });
}

/** The host's names, and the only authority that it trusts. */
const trust = (folder: string) => `set -e
mount --bind '${folder}/hosts' /etc/hosts
mount -t tmpfs none /etc/ssl/certs
cp '${folder}/certificate.pem' /etc/ssl/certs/ca-certificates.crt`;

async function run(host: OwnHost, ...command: string[]): Promise<void> {
  const [file = "", ...args] = host.inside(...command);
  await execa(file, args, { timeout: 300_000, stdin: "ignore" });
}

/** Starts a registry that ends with the host. */
async function serve(
  host: OwnHost,
  folder: string,
  name: keyof typeof HOSTS,
  rootdirectory: string,
  more: object,
): Promise<void> {
  const config = join(folder, `${name}.json`);
  const tls = { certificate: join(folder, "certificate.pem"), key: join(folder, "key.pem") };
  const settings = {
    version: "0.1",
    log: { level: "info", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory }, maintenance: { readonly: { enabled: true } } },
    http: { addr: `${HOSTS[name]}:443`, tls },
    ...more,
  };
  writeFileSync(config, JSON.stringify(settings));
  const [file = "", ...args] = host.inside("docker-registry", "serve", config);
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "pipe"] });
  const log: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    log.push(line);
    if (!line.includes("listening on")) continue;
    child.stderr.resume();
    return;
  }
  throw new Error(`docker-registry did not start:\n${log.join("\n")}`);
}

async function makeCertificate(folder: string): Promise<void> {
  const names = Object.keys(HOSTS).map((name) => `DNS:${name}`);
  const out = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem")];
  const subject = ["-subj", "/CN=registries", "-addext", `subjectAltName=${names.join(",")}`];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await execa("openssl", ["req", "-x509", ...key, "-days", "2", ...out, ...subject], { timeout: 60_000 });
}
