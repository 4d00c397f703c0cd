import { type AskOptions, askJson } from "./ask-json.ts";
import type { PreflightCheck } from "./check.ts";

/**
 * The organisation or account on GitHub that a registry's images belong to exists (GitHub REST API, "Get a user"); nothing for
 * a registry that is not GitHub's.
 *
 * @param registry registry and owner
 * @param api address of GitHub's API, as `GITHUB_API_URL` has it
 */
export async function checkOwner(
  registry: string,
  api: string,
  options: AskOptions,
): Promise<PreflightCheck[]> {
  const [host, owner = ""] = registry.split("/");
  if (host !== "ghcr.io") return [];
  const check = { id: "owner.exists", what: `GitHub has the owner ${owner}` };
  const answer = await askJson(new URL(`${api.replace(/\/+$/, "")}/users/${owner}`), options);
  if ("unreachable" in answer) return [{ ...check, state: "unreachable", evidence: answer.unreachable }];
  if (answer.status === 200) return [{ ...check, state: "ok" }];
  const evidence = `status ${answer.status}`;
  if (answer.status === 404)
    return [
      {
        ...{ ...check, state: "missing", evidence },
        next: "Create the organisation, or name another owner with --registry ghcr.io/OWNER.",
      },
    ];
  return [{ ...check, state: "unknown", evidence, next: `Look: https://github.com/${owner}` }];
}
