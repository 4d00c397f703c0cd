import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root as repository } from "./process.mjs";

/**
 * Packages in the order in which the suites of a task begin; others come after them. Long ones come first, so that what is
 * left for the end is short and no core idles.
 */
const ORDER = {
  test: ["service-runtime", "stackctl", "aggregator-stack", "devnet", "compose-gen", "e2e"],
  "test:containers": ["rehearsal", "stackctl", "compose-gen", "e2e", "aggregator-stack", "release"],
};

/** Names of the packages that have a task (`test` or `test:containers`), in the order in which they begin. */
export function suitesOf(task, root = repository) {
  const place = (folder) => ORDER[task].indexOf(folder) + 1 || Number.POSITIVE_INFINITY;
  return readdirSync(join(root, "packages"))
    .sort((a, b) => (place(a) === place(b) ? a.localeCompare(b) : place(a) - place(b)))
    .map((folder) => JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8")))
    .filter(({ scripts }) => scripts?.[task])
    .map(({ name }) => name);
}
