import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command, Invocation } from "../../cli/command.ts";
import { withInstance } from "../../commands/with-instance.ts";
import { EXIT, type ExitCode, messageOf, StackError } from "../../errors.ts";
import { writeFileAtomic } from "../../instance/atomic-file.ts";
import { instancePaths } from "../../instance/folders.ts";
import { readInstanceState, writeInstanceState } from "../../instance/state.ts";
import { commandLine, requireInstance } from "../../instance/view.ts";
import { printResult, toDocument } from "../../output/result.ts";
import { FILES } from "../files.ts";
import { sha256Hex } from "../sha256.ts";

/** `stackctl trust-base` */
export const trustBase: Command = {
  description:
    "Prints the trust base: the public JSON with which a wallet verifies the proofs of this stack. With --out it is\n" +
    "written to a file.",
  options: { out: { type: "string", short: "o", value: "FILE", summary: "write it there" } },
  examples: ["stackctl trust-base --out trust-base.json", "stackctl trust-base --json"],
  run: runTrustBase,
};

async function runTrustBase(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, terminal, mode } = invocation;
  requireInstance(home, instance);
  const source = instancePaths(home, instance).file(FILES.trustBase);
  const bytes = readTrustBase(source, instance);
  const sha256 = sha256Hex(bytes);
  const out = invocation.text("out");
  const path = out === undefined ? source : resolve(terminal.cwd, out);
  if (out !== undefined) await exportTo(invocation, path, bytes);
  const document = toDocument("trust-base", {
    instance,
    path,
    sha256,
    trustBase: JSON.parse(bytes.toString()),
  });
  if (mode === "text" && out === undefined) terminal.err(`sha256 ${sha256}\n`);
  printResult(terminal, mode, document, out === undefined ? bytes.toString() : `${path}\nsha256 ${sha256}\n`);
  return EXIT.ok;
}

/** Writes the file and remembers it, so that `wipe` can name what it leaves. */
async function exportTo(invocation: Invocation, path: string, bytes: Buffer): Promise<void> {
  const { home, instance, interrupts } = invocation;
  writeFileAtomic(path, bytes);
  await withInstance({ home, instance, verb: "trust-base", signal: interrupts.signal }, async () => {
    const paths = instancePaths(home, instance);
    const state = readInstanceState(paths);
    if (!state || state.exports.includes(path)) return;
    state.exports.push(path);
    writeInstanceState(paths, state);
  });
}

function readTrustBase(file: string, instance: string): Buffer {
  try {
    const bytes = readFileSync(file);
    JSON.parse(bytes.toString());
    return bytes;
  } catch (error) {
    throw new StackError({
      code: "TRUST_BASE_MISSING",
      what: "There is no readable trust base.",
      where: file,
      evidence: messageOf(error),
      cause: "The aggregator writes it at each start.",
      next: `Start it: \`${commandLine("up", instance)} --detach\`.`,
    });
  }
}
