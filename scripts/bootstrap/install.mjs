import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { phase } from "./phase.mjs";
import { root, runQuietly } from "./process.mjs";

const stampFile = join(root, "node_modules", ".bootstrap-stamp");

/** Installs the pinned tools and libraries (Node.js 24 among them) unless exactly these are installed already. */
export function install() {
  const stamp = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  phase("Installing the pinned Node.js, pnpm and libraries", () => {
    const [command, ...args] = pnpm();
    const result = runQuietly(command, [...args, "install", "--frozen-lockfile"]);
    if (!result.ok) throw new Error(installFailure(result.output, pinnedPnpm()));
    writeFileSync(stampFile, stamp);
  });
}

/** The pnpm of an earlier install (works without a network), else the pinned one through npx. */
function pnpm() {
  const installed = join(root, "node_modules", ".bin", "pnpm");
  return existsSync(installed) ? [installed] : ["npx", "--yes", pinnedPnpm()];
}

function pinnedPnpm() {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager;
}

/** Changes whenever an install could give another result. */
function fingerprint() {
  const hash = createHash("sha256").update(process.platform + process.arch);
  const manifests = readdirSync(join(root, "packages")).map((name) => join("packages", name, "package.json"));
  for (const file of ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests.sort()]) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(file).update(readFileSync(path));
  }
  return hash.digest("hex");
}

/** Text for people about a failed install: evidence, cause, next step. */
export function installFailure(output, pnpm) {
  const offline =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|fetch failed|network/i.test(output);
  const lines = output.trim().split("\n").slice(-12).join("\n  ");
  return [
    "Installing failed; nothing was started.",
    `  evidence: ${lines}`,
    offline ? "  cause:    the npm registry cannot be reached." : "  cause:    see the evidence above.",
    `  next:     the first install needs the npm registry for ${pnpm}, Node.js 24 and the libraries of pnpm-lock.yaml`,
    "            (about 200 MB); later starts need no network. Check the connection, proxy and `npm config get registry`, then run it again.",
  ].join("\n");
}
