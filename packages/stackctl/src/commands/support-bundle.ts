import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command, Invocation } from "../cli/command.ts";
import { VERSION } from "../cli/version.ts";
import { EXIT, type ExitCode, StackError } from "../errors.ts";
import { instancePaths } from "../instance/folders.ts";
import { unknownInstance } from "../instance/view.ts";
import { printResult, toDocument } from "../output/result.ts";
import { gather } from "../support-bundle/gather.ts";
import { readmeOf } from "../support-bundle/readme.ts";
import { createRedactor } from "../support-bundle/redact.ts";
import { bundleExists, writeBundle } from "../support-bundle/write.ts";

/** `stackctl support-bundle` */
export const supportBundle: Command = {
  arguments: "[FOLDER]",
  description:
    "Writes what helps somebody who helps you into a folder: versions, recorded state, status, doctor, logs, containers,\n" +
    "Compose files. Secrets of this host are taken out of all of it; its README.txt says what was left out. Nothing is\n" +
    "changed, and nothing is sent anywhere.",
  options: {},
  positionals: [0, 1],
  examples: ["stackctl support-bundle", "stackctl support-bundle /tmp/bundle --json"],
  run: runSupportBundle,
};

async function runSupportBundle(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, terminal, mode, positionals, interrupts } = invocation;
  const folder = resolve(terminal.cwd, positionals[0] ?? `unicity-support-${instance}-${stamp()}`);
  if (existsSync(folder)) throw bundleExists(folder);
  if (!existsSync(instancePaths(home, instance).root)) throw unknownInstance(home, instance);
  const { files, secrets, missing } = await gather(invocation);
  interrupts.signal.throwIfAborted();
  const { redact, holdsSecret } = createRedactor(secrets);
  const bundle = new Map(
    [...files, ["README.txt", readmeOf(instance, VERSION, missing)] as const].map(([name, text]) => [
      name,
      redact(text),
    ]),
  );
  const found = [...bundle].filter(([, text]) => holdsSecret(text)).map(([name]) => name);
  if (found.length > 0) throw secretInBundle(found);
  writeBundle(folder, bundle);
  const list = [...bundle].map(([name, text]) => ({ name, bytes: Buffer.byteLength(text) }));
  printResult(
    terminal,
    mode,
    toDocument("support-bundle", { instance, folder, files: list, missing }),
    `Support bundle: ${folder}\nLook through it before you hand it on: README.txt says what is in it and what was left out.\n`,
  );
  return EXIT.ok;
}

/** UTC, e.g. `20260131T120000Z`. */
const stamp = () => new Date().toISOString().replace(/[-:]|\.\d+/g, "");

function secretInBundle(files: readonly string[]): StackError {
  return new StackError({
    code: "SECRET_IN_BUNDLE",
    what: "A secret of this host would be in the bundle; nothing was written.",
    where: files.join(", "),
    cause: "It is written in a form that is not known.",
    next: "Report these names of files, without the secret.",
  });
}
