import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { ServiceImageBuild } from "../../src/image-build.ts";

/** A source of a `COPY` in a Dockerfile; `from` is the build context that it lies in, undefined for the main one. */
export interface CopiedFile {
  readonly from: string | undefined;
  readonly source: string;
}

/** What a Dockerfile copies from build contexts. @param stages names after `--from=` that are stages or other images */
export function copiedFiles(dockerfile: string, stages: readonly string[] = []): CopiedFile[] {
  return [...dockerfile.matchAll(/^COPY ((?:--\S+ )*)(.+)$/gm)].flatMap(([, flags = "", files = ""]) => {
    const from = /--from=(\S+)/.exec(flags)?.[1];
    if (from !== undefined && stages.includes(from)) return [];
    const sources = files.split(" ").slice(0, -1);
    return sources.map((source) => ({ from, source }));
  });
}

/** Asserts that all of it is there, and let through by the `.dockerignore`. */
export function expectCopiedFiles(
  { context, contexts }: Pick<ServiceImageBuild<string>, "context" | "contexts">,
  copied: readonly CopiedFile[],
): void {
  const ignored = readFileSync(join(context, ".dockerignore"), "utf8").split("\n");
  for (const { from, source } of copied) {
    const root = from === undefined ? context : contexts[from];
    expect(root, `context ${from}`).toBeDefined();
    expect(existsSync(join(String(root), source)), `${from} ${source}`).toBe(true);
    if (from === undefined) expect(ignored).toContain(`!${source}`);
  }
}
