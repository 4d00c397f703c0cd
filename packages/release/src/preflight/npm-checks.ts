import { z } from "zod";
import type { Workspace } from "../lockstep/workspace.ts";
import { isPackage } from "../lockstep/workspace.ts";
import { type AskOptions, askJson } from "./ask-json.ts";
import type { PreflightCheck } from "./check.ts";

/** What the registry's document of a package says of who published its versions. */
const packument = z.looseObject({
  "dist-tags": z.looseObject({ latest: z.string() }),
  versions: z.record(
    z.string(),
    z.looseObject({ _npmUser: z.looseObject({ trustedPublisher: z.unknown().optional() }).optional() }),
  ),
});

/**
 * Every public package has its name on npm and was last published by a trusted publisher. Who may publish is told to
 * members of the scope alone.
 *
 * @param registry address of the registry, as `npm_config_registry` has it
 */
export async function checkNpm(
  { manifests }: Workspace,
  registry: string,
  options: AskOptions,
): Promise<PreflightCheck[]> {
  const names = Object.entries(manifests)
    .filter(([path, { private: hidden }]) => isPackage(path) && hidden !== true)
    .map(([, { name }]) => name);
  return Promise.all(names.map((name) => checkPackage(name, registry, options)));
}

async function checkPackage(name: string, registry: string, options: AskOptions): Promise<PreflightCheck> {
  const check = { id: "npm.trusted", what: `npm takes ${name} from the release workflow alone` };
  const answer = await askJson(
    new URL(name.replace("/", "%2f"), `${registry.replace(/\/+$/, "")}/`),
    options,
  );
  if ("unreachable" in answer) return { ...check, state: "unreachable", evidence: answer.unreachable };
  if (answer.status === 404)
    return {
      ...{ ...check, state: "missing", evidence: "there is no such package yet" },
      next: `A member of the scope publishes it once by hand (\`npm publish --access public\`), and then names the workflow as its trusted publisher: https://www.npmjs.com/package/${name}/access`,
    };
  const parsed = packument.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success)
    return { ...check, state: "unknown", evidence: `status ${answer.status}`, next: "Ask again later." };
  const { latest } = parsed.data["dist-tags"];
  if (parsed.data.versions[latest]?._npmUser?.trustedPublisher) return { ...check, state: "ok" };
  return {
    ...{ ...check, state: "unknown", evidence: `${latest} was not published by a trusted publisher` },
    next: `Look, and name the workflow as its trusted publisher: https://www.npmjs.com/package/${name}/access`,
  };
}
