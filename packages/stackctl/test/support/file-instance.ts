import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Operation } from "../../src/backend/backend.ts";
import { instancePaths } from "../../src/instance/folders.ts";
import { newInstanceState, writeInstanceState } from "../../src/instance/state.ts";
import { fixtureStack } from "./fixture-stack.ts";

/** The lock of a test that is alone. */
export const lock = { recovered: false, release() {} };

/** A place for an instance of files in which nothing runs: `chain` with a key, `record`, and a secret. */
export function fileOperation(home: string, signal = new AbortController().signal): Operation {
  const entry = (path: string) => ({ path, what: path, class: "environment" as const });
  const stateEntries = [
    ...["chain", "record", "later"].map(entry),
    { path: "secrets", what: "a secret", class: "secret" as const },
  ];
  const stack = { ...fixtureStack(), stateEntries };
  const paths = instancePaths(home, "test");
  const reporter = { step() {}, waiting() {}, check() {}, end() {} };
  const interrupts = { signal, force: new AbortController().signal, dispose() {} };
  return { home, instance: "test", paths, stack, env: {}, interrupts, reporter };
}

/** Such an instance with a state. */
export function fileInstance(home: string, keys = "keys"): Operation {
  const operation = fileOperation(home);
  const { paths } = operation;
  mkdirSync(paths.file("chain/deep"), { recursive: true });
  mkdirSync(paths.file("secrets"), { recursive: true, mode: 0o700 });
  writeInstanceState(
    paths,
    newInstanceState({ instance: "test", stack: "fixture", portBase: 0, now: new Date(0) }),
  );
  writeFileSync(paths.file("chain/keys.json"), keys, { mode: 0o600 });
  writeFileSync(paths.file("chain/deep/blocks"), "0123456789".repeat(20_000));
  writeFileSync(paths.file("record"), "record");
  writeFileSync(paths.file("secrets/mnemonic"), "twelve words", { mode: 0o600 });
  return operation;
}

/** What it holds now. */
export const contentOf = ({ paths }: Operation) =>
  ["chain/keys.json", "record", "later", "secrets/mnemonic"].map((name) =>
    existsSync(paths.file(name)) ? readFileSync(paths.file(name), "utf8") : null,
  );
