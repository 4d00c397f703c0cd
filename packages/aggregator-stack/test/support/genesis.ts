import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GenerationName } from "../../../devnet/src/identity/generation.ts";
import { openRootIdentity, type RootIdentity } from "../../../devnet/src/identity/keys.ts";
import { signDigest } from "../../../devnet/src/identity/secp256k1.ts";
import {
  createTrustBase,
  type TrustBase,
  trustBaseMessage,
} from "../../../devnet/src/identity/trust-base.ts";
import { temporaryFolder } from "./folder.ts";
import { runTool } from "./run-tool.ts";

/** A trust base with other fields, signed anew: made and signed by the embedded root, whose code is not ours. */
export function signAnew(
  fields: TrustBase,
  signers: readonly RootIdentity[],
  generation: GenerationName,
): TrustBase {
  const digest = createHash("sha256").update(trustBaseMessage(fields, generation)).digest();
  const signature = ({ sigKey }: RootIdentity) =>
    `0x${Buffer.from(signDigest(digest, sigKey)).toString("hex")}`;
  return { ...fields, signatures: Object.fromEntries(signers.map((key) => [key.nodeId, signature(key)])) };
}

/** The volumes of root node and aggregator after the root's part of a genesis. */
export async function rootGenesis(generation: GenerationName = "v1") {
  const folder = await temporaryFolder();
  const root = join(folder.path, "root");
  const aggregator = join(folder.path, "aggregator");
  for (const volume of [root, aggregator]) await mkdir(volume);
  const identity = openRootIdentity(join(root, "keys.json"), join(root, "rootchain.db"));
  const trustBase = createTrustBase(identity, generation);
  const genesis = {
    identity,
    trustBase,
    root,
    aggregator,
    write: (content: unknown) =>
      writeFile(
        join(root, "trust-base.json"),
        typeof content === "string" ? content : JSON.stringify(content, null, 2),
      ),
    check: (environment: Record<string, string> = {}) =>
      runTool("check-genesis", {
        env: { GENESIS_ROOT_DIR: root, GENESIS_AGGREGATOR_DIR: aggregator, ...environment },
      }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
  await genesis.write(trustBase);
  return genesis;
}
