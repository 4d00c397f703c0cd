import { isComposeGenError } from "@unicity-sphere/compose-gen";
import { OWN_IMAGES } from "../own-images.ts";
import { openRepository } from "../registry/repository.ts";
import type { SessionOptions } from "../registry/session.ts";
import type { PreflightCheck } from "./check.ts";

/** What a repository says of an image to somebody: it is there, there is none, or nothing. */
type Seen = "there" | "none" | "denied" | { unreachable: string };

/**
 * There is a login for the registry, and every image that is published already can be pulled without one. Changes nothing.
 *
 * @param registry registry and owner
 * @param version tag that is asked for
 */
export async function checkImages(
  registry: string,
  version: string,
  session: SessionOptions,
): Promise<PreflightCheck[]> {
  const [host = ""] = registry.split("/");
  const login = session.findCredentials(host) !== undefined;
  const visible = OWN_IMAGES.map((name) => checkPublic(`${registry}/${name}`, version, login, session));
  return [checkLogin(host, login), ...(await Promise.all(visible))];
}

function checkLogin(host: string, login: boolean): PreflightCheck {
  const check = { id: "registry.login", what: `Docker's configuration has a login for ${host}` };
  if (login) return { ...check, state: "ok" };
  return {
    ...{ ...check, state: "missing" },
    next: `Run \`docker login ${host}\` with a token that may write packages; credential helpers are not asked.`,
  };
}

async function checkPublic(
  name: string,
  version: string,
  login: boolean,
  session: SessionOptions,
): Promise<PreflightCheck> {
  const check = { id: "image.public", what: `${name}:${version} can be pulled without a login` };
  const seen = await look(name, version, { ...session, findCredentials: () => undefined });
  if (typeof seen === "object") return { ...check, state: "unreachable", evidence: seen.unreachable };
  if (seen === "there") return { ...check, state: "ok" };
  const inside = seen === "denied" && login ? await look(name, version, session) : seen;
  if (typeof inside === "object") return { ...check, state: "unreachable", evidence: inside.unreachable };
  const open = "Make the package public in its settings on GitHub, and connect it with the repository.";
  if (inside === "there")
    return { ...check, state: "missing", evidence: "it is published, and private", next: open };
  if (inside === "none")
    return { ...check, state: "later", evidence: "not published yet", next: `After the first push: ${open}` };
  const evidence = "not published yet, or private: the registry does not say which";
  return { ...check, state: login ? "unknown" : "later", evidence, next: `After the first push: ${open}` };
}

async function look(name: string, version: string, session: SessionOptions): Promise<Seen> {
  try {
    return (await openRepository(name, session).manifest(version)) ? "there" : "none";
  } catch (error) {
    if (!isComposeGenError(error)) throw error;
    if (["LOGIN_MISSING", "PUSH_DENIED", "REGISTRY_DENIED"].includes(error.code)) return "denied";
    return { unreachable: `${error.parts.what} [${error.code}]` };
  }
}
