// compose-gen beside the programs that people use instead, in turn in one run: time, memory, the same bytes again,
// findings of two linters, and how much of the output is pinned, health-checked and hardened; then 1 to 1,000 services.
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { printRow, row } from "../../../scripts/bench/row.ts";
import { chainConfig } from "./peers/chain.ts";
import { type Contestant, freshFolder, ours, peers } from "./peers/contestants.ts";
import { output, peakMemory, time } from "./peers/measure.ts";
import { dclintFindings, ownFindings, shares } from "./peers/quality.ts";

const RUNS = 12;
const SIZES = [1, 5, 30, 100, 1_000];
const dist = join(import.meta.dirname, "../dist");
const cli = join(dist, "cli.js");
const work = mkdtempSync(join(tmpdir(), "compose-gen-peers-"));

/** A copy of the built command whose built-in definitions are the chain. */
function commandWithChain(size: number): string {
  const app = join(work, `app-${size}`);
  cpSync(dist, app, { recursive: true, filter: (path) => !path.includes(".compile-cache") });
  const config = join(work, `chain-${size}.json`);
  writeFileSync(config, JSON.stringify(chainConfig(size)));
  const args = [cli, "compile", "--config", config, "--out", join(app, "definitions.json")];
  output({ program: process.execPath, args });
  return app;
}

/** Times of all contestants, in turn, so that a busy moment of the machine hits all of them. */
function timesInTurn(contestants: readonly Contestant[], runs: number): number[][] {
  const times = contestants.map((): number[] => []);
  for (let run = -1; run < runs; run++)
    for (const [index, contestant] of contestants.entries()) {
      const took = time(contestant.command(freshFolder(work))) - (contestant.idle ?? 0);
      if (run >= 0) times[index]?.push(took);
    }
  return times;
}

function memories(contestant: Contestant): number[] {
  return [1, 2, 3].flatMap(() => peakMemory(contestant.command(freshFolder(work))) ?? []);
}

/** How many different outputs come from other folders, time zones and languages; 1 is what everybody wants. */
function distinctOutputs(contestant: Contestant): number[] {
  const hashes = [
    { TZ: "UTC", LANG: "C" },
    { TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
  ].flatMap((env) =>
    ["one", "two"].map((name) => {
      const text = contestant.makes?.(join(freshFolder(work), name), env) ?? "";
      return createHash("sha256").update(text).digest("hex");
    }),
  );
  return [new Set(hashes).size];
}

function reportQuality(contestant: Contestant): void {
  const text = contestant.makes?.(freshFolder(work), {}) ?? "";
  const file = join(work, "quality.yml");
  writeFileSync(file, text);
  const { name } = contestant;
  printRow(row(`${name}: findings of dclint as it comes`, "", [dclintFindings(file)]));
  printRow(row(`${name}: findings of compose-gen lint`, "", [ownFindings(cli, file)]));
  const { pinned, healthChecked, hardened } = shares(text);
  printRow(row(`${name}: pinned by digest`, "%", [pinned]));
  printRow(row(`${name}: with a health command`, "%", [healthChecked]));
  printRow(row(`${name}: hardened`, "%", [hardened]));
}

try {
  const apps = new Map(SIZES.map((size) => [size, commandWithChain(size)]));
  const render = (size: number) => ours(apps.get(size) ?? "", size);
  const file = (size: number) => join(work, `file-${size}`, "chain.yml");
  for (const size of SIZES) render(size).makes?.(join(work, `file-${size}`), {});

  const all = [render(30), ...peers(work, file(30))];
  const present = all.filter((contestant) => contestant.missing === undefined);
  for (const [index, samples] of timesInTurn(present, RUNS).entries()) {
    const contestant = present[index] as Contestant;
    printRow(row(contestant.name, "ms", samples, undefined, contestant.note));
  }
  for (const { name, missing } of all) if (missing) printRow(row(name, "ms", [], undefined, missing));
  for (const contestant of present) {
    const isOurs = contestant.name.startsWith("compose-gen");
    printRow(
      row(
        `${contestant.name}: memory`,
        "MB",
        memories(contestant),
        isOurs ? { op: "<=", value: 80 } : undefined,
      ),
    );
    if (!contestant.makes) continue;
    const target = isOurs ? ({ op: "<=", value: 1 } as const) : undefined;
    printRow(row(`${contestant.name}: distinct outputs`, "", distinctOutputs(contestant), target));
  }
  for (const contestant of present)
    if (contestant.makes && !/compose.* config/.test(contestant.name)) reportQuality(contestant);
  const { rules } = parse(readFileSync(join(import.meta.dirname, "../.dclintrc.yaml"), "utf8"));
  printRow(
    row(
      "compose-gen render: findings of dclint, ordered by the alphabet",
      "",
      [dclintFindings(file(30), rules)],
      {
        op: "<=",
        value: 0,
      },
    ),
  );

  for (const size of SIZES) {
    const compose: Contestant = {
      name: `docker compose config -q, ${size} services`,
      command: () => ({ program: "docker", args: ["compose", "-f", file(size), "config", "-q"] }),
    };
    const hasCompose = present.some(({ name }) => name.startsWith("docker compose"));
    const [own = [], theirs = []] = timesInTurn(hasCompose ? [render(size), compose] : [render(size)], RUNS);
    printRow(row(render(size).name, "ms", own));
    if (!hasCompose) continue;
    printRow(row(compose.name, "ms", theirs));
    const ratios = own.map((value, index) => value / (theirs[index] ?? Number.NaN));
    const bar = size >= 1_000 ? 0.5 : 1;
    const name = `render ÷ docker compose config -q, ${size} services`;
    printRow(
      row(
        name,
        "x",
        ratios,
        size === 5 || size === 30 || size === 1_000 ? { op: "<=", value: bar } : undefined,
      ),
    );
  }
  printRow(row("compose-gen render, 1000 services: memory", "MB", memories(render(1_000))));
} finally {
  rmSync(work, { recursive: true, force: true });
}
