import type { Command, Invocation } from "../../cli/command.ts";
import { EXIT, type ExitCode } from "../../errors.ts";
import { instancePaths } from "../../instance/folders.ts";
import { commandLine, requireInstance } from "../../instance/view.ts";
import { printResult, toDocument } from "../../output/result.ts";
import type { Style } from "../../output/style.ts";
import { formatTable } from "../../output/table.ts";
import { type Account, readAccounts } from "../accounts/account-file.ts";
import { FILES } from "../files.ts";

/** `stackctl accounts` */
export const accounts: Command = {
  description:
    "Shows the test wallets that `up --accounts N` has funded. Their mnemonics are public and the same on every machine:\n" +
    "never use them elsewhere.",
  options: {},
  examples: ["stackctl up --detach --accounts 3", "stackctl accounts", "stackctl accounts --json"],
  run: runAccounts,
};

async function runAccounts({ home, instance, terminal, mode, style }: Invocation): Promise<ExitCode> {
  requireInstance(home, instance);
  const known = readAccounts(instancePaths(home, instance).file(FILES.accounts));
  const none = `"${instance}" has no test wallets. Make some: \`${commandLine("up", instance)} --detach --accounts 3\`.\n`;
  printResult(
    terminal,
    mode,
    toDocument("accounts", { instance, accounts: known }),
    known.length === 0 ? none : `${known.map((account) => formatAccount(account, style)).join("\n")}`,
  );
  return EXIT.ok;
}

function formatAccount(account: Account, style: Style): string {
  const funds = account.funded.map(({ coin, amount }) => `${amount} ${coin}`).join(", ");
  return `${style.strong(`account ${account.index}`)}\n${formatTable([
    ["mnemonic", account.mnemonic],
    ["chain pubkey", account.chainPubkey],
    ["address", account.directAddress],
    ["Nostr pubkey", account.nostrPubkey],
    ["funded with", funds],
  ])}`;
}
