import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type DockerRegistry,
  skipped,
  startDockerRegistry,
} from "../../../compose-gen/test/lock/support/docker-registry.ts";
import { LOGIN } from "./session.ts";

export { testSession } from "./session.ts";
export { type DockerRegistry, LOGIN, skipped };

/** bcrypt of the password with its lowest cost: a test asks for it hundreds of times. */
export const HTPASSWD = "publisher:$2b$04$/3H2yCjwx0UQtVxza52X5eSjwxr/FuA1i1Zqo/f4SE.5oESDsg06e\n";

/** A real registry that nobody may read or write without its login. */
export async function startPrivateRegistry(): Promise<DockerRegistry> {
  const folder = mkdtempSync(join(tmpdir(), "release-registry-"));
  const path = join(folder, "htpasswd");
  writeFileSync(path, HTPASSWD);
  const registry = await startDockerRegistry({ htpasswd: { realm: "release", path } });
  return {
    ...registry,
    [Symbol.asyncDispose]: async () => {
      await registry[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Tag → digest and annotations of everything in a repository, asked as a client asks. */
export async function contentOf({ origin }: Pick<DockerRegistry, "origin">, name: string) {
  const headers = { authorization: `Basic ${LOGIN}`, accept: "application/vnd.oci.image.index.v1+json" };
  const list = await fetch(`${origin}/v2/${name}/tags/list`, { headers });
  const { tags } = (await list.json()) as { tags?: string[] };
  const content: Record<string, { digest: string | null; index: unknown }> = {};
  for (const tag of (tags ?? []).sort()) {
    const answer = await fetch(`${origin}/v2/${name}/manifests/${tag}`, { headers });
    content[tag] = { digest: answer.headers.get("docker-content-digest"), index: await answer.json() };
  }
  return content;
}
