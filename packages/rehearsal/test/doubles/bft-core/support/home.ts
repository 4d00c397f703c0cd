import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../../src/doubles/bft-core/cli/commands.ts";
import { type BftCoreLine, generationOfLine } from "../../../../src/doubles/bft-core/line.ts";

/** A folder for homes, and `ubft` in it. */
export interface Homes extends AsyncDisposable {
  path(...names: string[]): string;
  json(...names: string[]): Promise<Record<string, unknown>>;
  /** Runs `ubft`; the words are split at spaces, and `@` is this folder. */
  ubft(command: string, environment?: Record<string, string>): Promise<void>;
}

export async function homes(line: BftCoreLine = "new"): Promise<Homes> {
  const folder = await mkdtemp(join(tmpdir(), "bft-core-"));
  return {
    path: (...names) => join(folder, ...names),
    json: async (...names) => JSON.parse(await readFile(join(folder, ...names), "utf8")),
    ubft: (command, environment = {}) =>
      runCommand(command.replaceAll("@", folder).split(" "), environment, generationOfLine(line)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Makes keys, trust base and shard configuration as the genesis of a stack does. */
export async function makeGenesis({ ubft }: Homes, epochStart = 2): Promise<void> {
  await ubft("root-node init --home @/root -g");
  await ubft("trust-base generate --home @ --network-id 3 --node-info @/root/node-info.json");
  await ubft("trust-base sign --home @/root --trust-base @/trust-base.json");
  await ubft("shard-node init --home @/shard --generate");
  await ubft(
    `shard-conf generate --home @ --t2-timeout 5000 --network-id 3 --partition-id 7 --partition-type-id 7 --epoch-start ${epochStart} --node-info=@/shard/node-info.json`,
  );
}
