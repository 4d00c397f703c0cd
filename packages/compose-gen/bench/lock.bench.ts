// Cold `compose-gen lock --check --offline`: of the built-in definitions, of a lock file in the folder, and of a
// configuration of one's own.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { printRow, row } from "../../../scripts/bench/row.ts";

const RUNS = 20;
const root = fileURLToPath(new URL("../../..", import.meta.url));
const cli = join(root, "packages/compose-gen/dist/cli.js");
const [empty, withLock] = [folder(), folder()];
const target = { op: "<=", value: 200 } as const;

function folder(): string {
  return mkdtempSync(join(tmpdir(), "compose-gen-bench-"));
}

function milliseconds(cwd: string, args: string[]): number {
  const started = performance.now();
  const result = spawnSync(process.execPath, [cli, "lock", "--check", "--offline", ...args], {
    cwd,
    stdio: "ignore",
  });
  if (result.status !== 0) throw new Error(`lock --check ${args.join(" ")} ended with ${result.status}`);
  return performance.now() - started;
}

/** A configuration with 1,000 images, all of them locked. */
function manyImages(): string {
  const reference = (at: number) => `registry.example/acme/image-${at}`;
  const numbers = Array.from({ length: 1_000 }, (_, at) => at);
  const waiver = { reason: "not locked yet", expires: "9999-12-31" };
  const entry = { digest: null, source: "a public file", resolvedAt: null, verified: false, waiver };
  const of = (value: (at: number) => object) =>
    Object.fromEntries(numbers.map((at) => [`image-${at}`, value(at)]));
  const file = join(withLock, "config.json");
  const runtime = { kind: "container", image: "image-0", user: "1000:1000" };
  writeFileSync(
    file,
    JSON.stringify({
      project: "bench",
      images: of((at) => ({ repository: reference(at), tag: "1.0.0" })),
      lock: { lockVersion: 1, images: of((at) => ({ reference: `${reference(at)}:1.0.0`, ...entry })) },
      stacks: [
        {
          name: "one",
          description: "One service",
          services: [{ kind: "service", name: "one", runtime, health: { command: ["true"] } }],
        },
      ],
    }),
  );
  writeFileSync(
    join(withLock, "many.lock.json"),
    JSON.stringify(JSON.parse(readFileSync(file, "utf8")).lock),
  );
  return file;
}

try {
  copyFileSync(join(root, "images.lock.json"), join(withLock, "images.lock.json"));
  const many = ["--config", manyImages(), "--lock", "many.lock.json"];
  const measure = (cwd: string, args: string[]) => {
    milliseconds(cwd, args);
    return Array.from({ length: RUNS }, () => milliseconds(cwd, args));
  };
  printRow(row("lock --check --offline, built-in lock, cold process", "ms", measure(empty, []), target));
  printRow(row("lock --check --offline, lock file, cold process", "ms", measure(withLock, []), target));
  printRow(row("lock --check --offline, 1,000 images of --config", "ms", measure(withLock, many)));
} finally {
  for (const path of [empty, withLock]) rmSync(path, { recursive: true, force: true });
}
