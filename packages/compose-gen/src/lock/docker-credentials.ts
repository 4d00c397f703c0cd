import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ComposeGenError } from "../errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Finds the `Basic` credentials of a registry host, in base64 of `user:password`. */
export type FindCredentials = (host: string) => string | undefined;

/** Docker Hub's entry has the address of its first API (docker login without a server). */
const hubKeys = ["https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io"];

/**
 * Looks up `auths` in `${DOCKER_CONFIG:-~/.docker}/config.json`, which is read at the first question; entries of
 * credential helpers hold no secret and count as none.
 */
export function dockerCredentials(env: Environment): FindCredentials {
  let auths: Record<string, unknown> | undefined;
  return (host) => {
    auths ??= readAuths(join(env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), ".docker"), "config.json"));
    const keys = host === "registry-1.docker.io" ? hubKeys : [host, `https://${host}`, `https://${host}/`];
    for (const key of keys) {
      const found = basic(Object.hasOwn(auths, key) ? auths[key] : undefined);
      if (found) return found;
    }
    return undefined;
  };
}

function basic(entry: unknown): string | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { auth, username, password } = entry as Record<string, unknown>;
  const pair =
    typeof auth === "string" && auth !== ""
      ? Buffer.from(auth, "base64").toString("utf8").replace(/\0+$/, "")
      : typeof username === "string" && typeof password === "string"
        ? `${username}:${password}`
        : "";
  return pair.includes(":") ? Buffer.from(pair).toString("base64") : undefined;
}

/** @throws ComposeGenError `DOCKER_CONFIG_INVALID`, without a word of the file's content, which is secret */
function readAuths(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return {};
  }
  try {
    const { auths = {} } = JSON.parse(text) as { auths?: unknown };
    return typeof auths === "object" && auths !== null ? (auths as Record<string, unknown>) : {};
  } catch {
    throw new ComposeGenError({
      code: "DOCKER_CONFIG_INVALID",
      what: "The registry asks for credentials, and the Docker configuration is no JSON object.",
      where: file,
      next: "Correct the file, or set DOCKER_CONFIG to another folder.",
    });
  }
}
