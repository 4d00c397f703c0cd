// Publishes the sample packages as a process of its own: node publish-packages.ts REGISTRY FOLDER
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { runCommand } from "../../../rehearsal/src/images/run-command.ts";
import { observePackage, planPackages, publishPackages, tarballsIn } from "../../src/npm/index.ts";
import { NAMES } from "./tarballs.ts";

const [registry = "", folder = ""] = process.argv.slice(2);
const options = { registry, fetch, timeout: 20_000, now: () => new Date(), wait };
const observed = await Promise.all(NAMES.map(async (name) => [name, await observePackage(name, options)]));
const expected = { version: "0.6.1", published: NAMES, unpublished: [] };
const { packages } = planPackages(await tarballsIn(folder), Object.fromEntries(observed), expected);
const pnpm = resolve(import.meta.dirname, "../../../../node_modules/.bin/pnpm");
await publishPackages(packages, { ...options, run: runCommand, pnpm, provenance: false });
