import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RenderedRoutes } from "../../../src/index.ts";

const present = spawnSync("nginx", ["-v"], { timeout: 60_000 }).status === 0;

/** Why the suites that need nginx are skipped here; in CI they must run. */
export const skipped = !present && !process.env.CI;

/** Debian has the stream module in a package of its own, other builds of nginx have it inside. */
const streamModule = "/usr/lib/nginx/modules/ngx_stream_module.so";
const loadStream = existsSync(streamModule) ? `load_module ${streamModule};` : "";

/** Root hands everything to `nobody`: nginx runs unprivileged in any case. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A folder that the unprivileged nginx can write to. */
export function nginxFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "compose-gen-nginx-"));
  chmodSync(folder, 0o755);
  for (const name of ["temp", "logs"]) {
    mkdirSync(join(folder, name));
    if (nobody.uid !== undefined) chownSync(join(folder, name), nobody.uid, nobody.gid);
  }
  return folder;
}

/** A configuration around the servers, with routes to other containers, that uses nothing outside its folder. */
export function configurationWithStream(stream: string, http: string, ...servers: string[]): string {
  if (stream === "") return configuration(http, ...servers);
  return `${loadStream}\n${configuration(http, ...servers)}\nstream {\n${stream}\n}\n`;
}

/** A configuration around the servers that uses nothing outside its folder. */
export function configuration(http: string, ...servers: string[]): string {
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path temp/${name};`,
  );
  return `daemon off; master_process off; pid temp/nginx.pid; error_log stderr warn;
events {}
http {
access_log off;
types { text/html html; text/plain txt; application/json json; }
${temp.join("\n")}
${http}
${servers.map((server) => `server {\n${server}\n}`).join("\n")}
}
`;
}

/** What `nginx -t` says about a configuration; empty when it is content. */
export function complaints(text: string): string {
  const folder = nginxFolder();
  try {
    writeFileSync(join(folder, "nginx.conf"), text);
    const { stderr, status } = spawnSync("nginx", ["-t", "-p", folder, "-c", "nginx.conf", "-e", "stderr"], {
      encoding: "utf8",
      timeout: 100_000,
      cwd: folder,
      ...nobody,
    });
    return status === 0 ? "" : stderr;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A running nginx with one server; it ends and is removed with `await using`. */
export interface RunningNginx extends AsyncDisposable {
  port: number;
  folder: string;
  /** Everything on its error log so far. */
  log(): string;
}

/**
 * Starts nginx on a free port of loopback.
 *
 * @param tls directives that show a certificate; then the port speaks TLS
 */
export async function startNginx(routes: RenderedRoutes, tls?: string): Promise<RunningNginx> {
  const folder = nginxFolder();
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const listen = `listen 127.0.0.1:${port}${tls === undefined ? "" : " ssl"};\n${tls ?? ""}`;
    writeFileSync(
      join(folder, "nginx.conf"),
      configurationWithStream(routes.stream, routes.http, `${listen}\n${routes.server}`),
    );
    const args = ["-p", folder, "-c", "nginx.conf", "-e", "stderr"];
    const child = spawn("nginx", args, { stdio: ["ignore", "ignore", "pipe"], ...nobody });
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
    const end = once(child, "exit");
    if (await listens(child, folder))
      return {
        port,
        folder,
        log: () => log,
        async [Symbol.asyncDispose]() {
          child.kill("SIGTERM");
          await end;
          rmSync(folder, { recursive: true, force: true });
        },
      };
    await end;
    if (attempt < 5 && log.includes("Address already in use")) continue;
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`nginx did not start:\n${log}`);
  }
}

/**
 * True when nginx has bound its ports, false when the process ended before. The port alone would not tell: somebody else may
 * have got it, and answers while nginx tries again.
 */
async function listens(child: ChildProcess, folder: string): Promise<boolean> {
  const deadline = Date.now() + 20_000;
  while (child.exitCode === null && child.signalCode === null) {
    // Written once all sockets are open.
    if (existsSync(join(folder, "temp/nginx.pid"))) return true;
    if (Date.now() > deadline) child.kill("SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
