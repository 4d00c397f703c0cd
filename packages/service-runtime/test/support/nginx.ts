import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { makeCertificate } from "./certificates.ts";
import type { Runtime } from "./runtime.ts";

/** nginx of this machine with the TLS configuration of the runtime, on a socket file. */
export interface Nginx {
  socket: string;
  /** What nginx wrote to standard error so far. */
  errors(): string;
  /** Status and path of what is in the access log so far. */
  logged(): string[];
  /** A TLS connection that asked for a.example.org. */
  open(): Promise<TLSSocket>;
  /** Sends a text over a connection of its own; all that comes back until nginx closes it. */
  ask(text: string): Promise<string>;
}

/**
 * Serves a.example.org with the routes of `server`. What this machine's nginx may lack is left out: the headers-more
 * module and HTTP/2.
 */
export async function startNginx(
  runtime: Runtime,
  server: string,
  environment: Record<string, string> = {},
): Promise<Nginx> {
  const { folder } = runtime;
  const socket = join(folder, "https");
  const routes = join(folder, "routes");
  mkdirSync(routes);
  writeFileSync(join(routes, "server.conf"), server);
  await makeCertificate(join(folder, "letsencrypt"), "a.example.org");
  const { stdout, stderr } = await runtime.bash(
    `SERVICE_ROUTES=${routes}; copy_pair a.example.org; mkdir -p "$TEMPORARY/service-runtime"; nginx_configuration tls`,
    { SSL_DOMAIN: "a.example.org", ...environment },
  );
  const text = stdout
    .replaceAll(/^.*(headers_more_filter|more_set_headers|more_clear_headers|http2 on).*$/gm, "")
    .replaceAll(/listen 443/g, `listen unix:${socket}`)
    .replaceAll(/listen 127\.0\.0\.1:8079/g, `listen unix:${folder}/http`);
  if (stderr) throw new Error(stderr);
  const file = join(folder, "nginx.conf");
  const log = join(folder, "errors");
  const accessLog = join(folder, "access-log");
  writeFileSync(file, `daemon off;\n${text.replaceAll("/dev/stdout", accessLog)}`);
  for (const path of [log, accessLog]) writeFileSync(path, "");
  const child = execa("nginx", ["-c", file], { reject: false, stdout: "ignore", stderr: { file: log } });
  let ended = false;
  void child.then(() => {
    ended = true;
  });
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await child;
  });
  const open = () => connectTo(socket);
  const nginx = {
    socket,
    errors: () => readFileSync(log, "utf8"),
    logged: () =>
      readFileSync(accessLog, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { status: number; path: string })
        .map(({ status, path }) => `${status} ${path}`),
    open,
    ask: (text: string) => ask(open, text),
  };
  await untilItListens(nginx, () => ended);
  return nginx;
}

function connectTo(path: string): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, servername: "a.example.org", rejectUnauthorized: false });
    socket.once("secureConnect", () => resolve(socket)).once("error", reject);
  });
}

async function ask(open: () => Promise<TLSSocket>, text: string): Promise<string> {
  const socket = await open();
  let answer = "";
  socket.setEncoding("utf8").on("data", (part) => {
    answer += part;
  });
  socket.write(text);
  await new Promise((resolve) => socket.once("close", resolve));
  return answer;
}

async function untilItListens(nginx: Nginx, hasEnded: () => boolean): Promise<void> {
  for (;;) {
    try {
      (await nginx.open()).destroy();
      return;
    } catch {
      if (hasEnded()) throw new Error(nginx.errors());
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
