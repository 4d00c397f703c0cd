import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./packed.ts";

/** The text of the guide. */
export const guide = readFileSync(join(repository, "docs/COMPOSE-GEN.md"), "utf8");

/** Content of every code block of a language, in the guide's order. */
export function guideBlocks(language: "sh" | "ts" | "json" | "yaml"): string[] {
  const blocks = guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...blocks].filter(([, name]) => name === language).map(([, , content = ""]) => content);
}

/** Every command of the guide, one a line, in the guide's order. */
export function guideCommands(): string[] {
  return guideBlocks("sh")
    .flatMap((block) => block.split("\n"))
    .map((line) => line.replace(/\s+#.*$/, ""))
    .filter((line) => line !== "");
}

/**
 * A shell script that runs commands of the guide as a reader would, but with the packed package instead of the published
 * one of the same version.
 */
export function asStranger(commands: readonly string[], installed: string, tarball: string): string {
  const replaced = commands.map((command) =>
    command
      .replace("npx @unicity-sphere/compose-gen", `node '${installed}/bin/compose-gen.js'`)
      .replace(/^npm install$/, `npm install --prefer-offline --no-audit --no-fund --save-dev '${tarball}'`),
  );
  return ["set -euo pipefail", ...replaced].join("\n");
}
