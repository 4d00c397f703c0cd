import { readFileSync } from "node:fs";
import * as z from "zod/mini";
import { messageOf, StackError, systemCode } from "../../errors.ts";
import { writeFileAtomic } from "../../instance/atomic-file.ts";

const accountSchema = z.strictObject({
  /** From 0. */
  index: z.int(),
  /** 12 words, PUBLIC: the same on every machine. */
  mnemonic: z.string(),
  /** 66 hex. */
  chainPubkey: z.string(),
  /** `DIRECT://…` */
  directAddress: z.string(),
  /** 64 hex, x-only. */
  nostrPubkey: z.string(),
  /** What the faucet has sent; amounts in human units. */
  funded: z.array(z.strictObject({ coin: z.string(), amount: z.string() })),
});

const fileSchema = z.strictObject({ schemaVersion: z.literal(1), accounts: z.array(accountSchema) });

/** A pre-funded test wallet. */
export type Account = z.infer<typeof accountSchema>;

/** The accounts that `up --accounts` has funded; empty before. @throws StackError `ACCOUNTS_CORRUPT` */
export function readAccounts(file: string): Account[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, "utf8"))).accounts;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw new StackError({
      code: "ACCOUNTS_CORRUPT",
      what: "The record of test wallets is damaged.",
      where: file,
      evidence: messageOf(error).slice(0, 200),
      next: "Delete the file; `npx @unicity-sphere/stackctl up --accounts N` writes it again and does not fund twice.",
    });
  }
}

export function writeAccounts(file: string, accounts: readonly Account[]): void {
  writeFileAtomic(file, `${JSON.stringify({ schemaVersion: 1, accounts }, null, 2)}\n`, { mode: 0o600 });
}
