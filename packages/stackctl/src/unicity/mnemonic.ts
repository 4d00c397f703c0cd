import { execFileSync } from "node:child_process";
import { devnetProgram } from "./program.ts";

/** A new BIP-39 mnemonic of 12 words, one line, as the faucet itself makes it. @throws StackError `NOT_BUILT` */
export function createMnemonic(): string {
  return execFileSync(process.execPath, [devnetProgram(), "mnemonic"], { encoding: "utf8", timeout: 20_000 });
}
