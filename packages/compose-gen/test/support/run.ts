import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "../../src/cli/main.ts";
import { definitions } from "./plan.ts";

/** What a command printed and how it ended. */
export interface Run {
  code: number;
  out: string;
  err: string;
}

/** Each command begins a second after the one before, so that what it writes never has the same time by chance. */
let clock = Date.parse("2030-01-02T03:04:05Z");

/** Runs the command in-process in a folder, with the example's definitions as the built-in ones. */
export async function run(
  folder: string,
  argv: readonly string[],
  env: Record<string, string> = {},
  definitionsFile = join(folder, "definitions.json"),
): Promise<Run> {
  writeFileSync(definitionsFile, JSON.stringify(definitions));
  const printed = { out: "", err: "" };
  clock += 1_000;
  const started = new Date(clock);
  const code = await main({
    argv,
    cwd: folder,
    env,
    definitionsFile,
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    now: () => started,
  });
  return { code, ...printed };
}
