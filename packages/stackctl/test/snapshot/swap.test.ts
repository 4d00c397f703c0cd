import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { instancePaths } from "../../src/instance/folders.ts";
import { swapBack, swapIn } from "../../src/snapshot/swap.ts";
import { restoreFolders } from "../../src/snapshot/unfinished.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Of one file: nothing moved, the old one moved away, the new one in its place. */
const STEPS = [0, 1, 2] as const;

/** One that is replaced, one that is new, one that goes. */
const FILES = [
  { path: "replaced", restored: true, before: true },
  { path: "new", restored: true, before: false },
  { path: "gone", restored: false, before: true },
] as const;

/** An instance in which each file has come as far as its step says. */
function interruptedAt(steps: readonly number[]) {
  const paths = instancePaths(temporaryFolder(), "test");
  const { incoming, outgoing } = restoreFolders(paths);
  const put = (file: string, content: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  mkdirSync(paths.root, { recursive: true });
  mkdirSync(incoming, { recursive: true });
  FILES.forEach(({ path, restored, before }, index) => {
    const step = steps[index] ?? 0;
    if (before) put(step === 0 ? paths.file(path) : join(outgoing, path), "old");
    if (restored) put(step === 2 ? paths.file(path) : join(incoming, path), "new");
  });
  return paths;
}

const every = STEPS.flatMap((one) => STEPS.flatMap((two) => STEPS.map((three) => [one, two, three])));
const contents = (paths: ReturnType<typeof instancePaths>) =>
  FILES.map(({ path }) =>
    existsSync(paths.file(path)) ? readFileSync(paths.file(path), "utf8") : "nothing",
  );

test.each(every)(
  "interrupted at %i %i %i it can be finished, and going on twice changes nothing",
  (...steps) => {
    const paths = interruptedAt(steps);
    swapIn(paths, [...FILES]);
    expect(contents(paths)).toEqual(["new", "new", "nothing"]);
    swapIn(paths, [...FILES]);
    expect(contents(paths)).toEqual(["new", "new", "nothing"]);
  },
);

test.each(every)(
  "interrupted at %i %i %i it can be undone, and going back twice changes nothing",
  (...steps) => {
    const paths = interruptedAt(steps);
    swapBack(paths, [...FILES]);
    expect(contents(paths)).toEqual(["old", "nothing", "old"]);
    swapBack(paths, [...FILES]);
    expect(contents(paths)).toEqual(["old", "nothing", "old"]);
  },
);
