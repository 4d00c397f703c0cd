import type { Finding } from "../finding.ts";
import { mentionsIn } from "../texts.ts";
import { sharedVersion, type Workspace } from "../workspace.ts";

/** Run scripts, guides, examples and rendered files name the shared version. */
export function checkTexts(workspace: Workspace): Finding[] {
  const shared = sharedVersion(workspace);
  return Object.entries(workspace.texts).flatMap(([path, text]) =>
    mentionsIn(text)
      .filter(({ version }) => version !== shared)
      .map(({ line, image, version }) => ({
        rule: image ? "text.image" : "text.rendered",
        where: `${path}:${line}`,
        message: `it ${image ? `names ${image}` : "was rendered by compose-gen"} ${version}, and the version is ${shared}`,
        next: image ? "Take versions from `pnpm version-packages` only." : "Run `pnpm render`.",
      })),
  );
}
