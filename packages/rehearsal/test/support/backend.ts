import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker, uniqueName } from "./engine.ts";

/** Answers its own name on port 80, on port 443 by TLS, and on 9001 as a bare stream; says so once it listens. */
const SERVER = `
const { NAME: name, CERTIFICATE: cert, KEY: key } = process.env;
require("http").createServer((_, response) => response.end(name + " http")).listen(80);
require("https").createServer({ cert, key }, (_, response) => response.end(name + " https")).listen(443);
require("net").createServer((socket) => socket.end(name + " stream")).listen(9001);
`;

/** A container with a certificate of its own behind HAProxy. */
export interface Backend extends AsyncDisposable {
  readonly name: string;
  /** SHA-256 fingerprint of its certificate. */
  readonly fingerprint: string;
  /** Runs a command in the container. */
  exec(...command: string[]): Promise<string>;
}

/** Starts a backend on a network; `image` has Node.js and curl. */
export async function startBackend(
  image: string,
  network: string,
  name = uniqueName("backend"),
): Promise<Backend> {
  const { key, certificate } = selfSigned(name);
  await docker(
    ...["run", "--detach", "--init", "--name", name, "--network", network, "--no-healthcheck"],
    ...["--env", `NAME=${name}`, "--env", `KEY=${key}`, "--env", `CERTIFICATE=${certificate}`],
    ...["--entrypoint", "node", image, "-e", SERVER],
  );
  return {
    name,
    fingerprint: new X509Certificate(certificate).fingerprint256,
    exec: (...command) => docker("exec", name, ...command),
    [Symbol.asyncDispose]: async () => void (await docker("rm", "--force", name)),
  };
}

function selfSigned(name: string): { key: string; certificate: string } {
  const folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  try {
    execFileSync(
      "openssl",
      [
        ...[
          "req",
          "-x509",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:prime256v1",
          "-nodes",
          "-days",
          "2",
        ],
        ...["-subj", `/O=${name}`, "-keyout", key, "-out", certificate],
      ],
      { stdio: "ignore" },
    );
    return { key: readFileSync(key, "utf8"), certificate: readFileSync(certificate, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
