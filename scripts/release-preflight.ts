// Says which preconditions of a first release are not met. Usage: pnpm release:preflight [--registry R] [--json]
// Exit codes: 0 nothing is missing · 1 something is, or is not known · 2 somebody did not answer · 3 wrong usage.
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ComposeGenError, describeError } from "@unicity-sphere/compose-gen";
import { dockerCredentials } from "@unicity-sphere/compose-gen/registry";
import { runCommand } from "rehearsal";
import { chooseRegistry, exitCodeOf, readChanged, renderProblems } from "release";
import { readWorkspace, sharedVersion } from "release/lockstep";
import {
  checkCheckout,
  checkClock,
  checkImages,
  checkNpm,
  checkOwner,
  describeChecks,
  exitCodeOfChecks,
} from "release/preflight";

const checkout = join(import.meta.dirname, "..");
const TIMEOUT_MS = 20_000;

async function preflight(given: string | undefined) {
  const { env } = process;
  const registry = chooseRegistry(given, env);
  const workspace = readWorkspace(checkout);
  const state = await readChanged(checkout, runCommand);
  const rendered = await renderProblems(checkout, runCommand);
  const now = () => new Date();
  const ask = { fetch, timeout: TIMEOUT_MS };
  const session = { ...ask, findCredentials: dockerCredentials(env), now, wait };
  const npm = env.npm_config_registry || "https://registry.npmjs.org";
  const others = await Promise.all([
    checkClock(registry, ask, now),
    checkOwner(registry, env.GITHUB_API_URL || "https://api.github.com", ask),
    checkImages(registry, sharedVersion(workspace), session),
    checkNpm(workspace, npm, ask),
  ]);
  return { registry, checks: [...checkCheckout(workspace, state, rendered, now()), ...others.flat()] };
}

function parse() {
  try {
    return parseArgs({ options: { registry: { type: "string" }, json: { type: "boolean" } } }).values;
  } catch (error) {
    const next = "pnpm release:preflight [--registry R] [--json]";
    throw new ComposeGenError({ code: "USAGE", what: (error as Error).message, next });
  }
}

try {
  const values = parse();
  const { registry, checks } = await preflight(values.registry);
  if (values.json)
    console.log(JSON.stringify({ schema: "unicity-stack/release-preflight@1", registry, checks }, null, 2));
  else console.log(describeChecks(checks));
  process.exitCode = exitCodeOfChecks(checks);
} catch (error) {
  console.error(describeError(error));
  process.exitCode = exitCodeOf(error);
}
