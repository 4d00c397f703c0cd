import { randomUUID } from "node:crypto";
import type { Command, Invocation } from "../../cli/command.ts";
import { openInstance } from "../../commands/place.ts";
import { EXIT, type ExitCode, UsageError } from "../../errors.ts";
import { requireRunning } from "../../instance/view.ts";
import { printResult, toDocument } from "../../output/result.ts";
import { requestFunds } from "../faucet-client.ts";
import { serviceUrl } from "../service-url.ts";

/** `stackctl fund` */
export const fund: Command = {
  arguments: "<recipient> <amount> [coin]",
  description:
    "Lets the faucet send test coins. The recipient is a nametag (@alice or alice), a 66-hex chain pubkey, a 64-hex Nostr\n" +
    "pubkey or a DIRECT:// address. The amount is in human units, as a wallet shows it; the coin is a name or a symbol\n" +
    "(default: UCT).",
  options: {
    "base-units": { type: "boolean", summary: "the amount is an integer in the coin's smallest unit" },
  },
  positionals: [2, 3],
  examples: [
    "stackctl fund @alice 100",
    "stackctl fund @alice 0.5 BTC",
    "stackctl fund @alice 1 UCT --base-units",
  ],
  run: runFund,
};

async function runFund(invocation: Invocation): Promise<ExitCode> {
  const { instance, terminal, mode, style, positionals, interrupts } = invocation;
  const [recipient = "", text = "", coin = "UCT"] = positionals;
  const amount = parseAmount(text, invocation.flag("base-units"));
  const { place, backend } = await openInstance(invocation);
  const { view } = await backend.inspect(place);
  requireRunning(view);
  const request = { recipient, coin, amount, requestId: `stackctl-${randomUUID()}` };
  const sent = await requestFunds(serviceUrl(view, "faucet"), request, interrupts.signal);
  const result = {
    instance,
    recipient,
    coin: sent.coin,
    symbol: sent.symbol,
    baseUnits: String(sent.amountInSmallestUnits),
    recipientNostrPubkey: sent.recipientNostrPubkey,
    requestId: String(sent.requestId),
  };
  const shown = "human" in amount ? `${amount.human} ${sent.symbol} ` : "";
  printResult(
    terminal,
    mode,
    toDocument("fund", result),
    `${style.good("✔")} Sent ${shown}(${result.baseUnits} base units of ${sent.symbol}) to ${recipient}.\n`,
  );
  return EXIT.ok;
}

function parseAmount(text: string, baseUnits: boolean): { human: string } | { baseUnits: string } {
  if (!/[1-9]/.test(text)) throw new UsageError(`"${text}" is no amount above zero.`);
  if (baseUnits && /^\d{1,40}$/.test(text)) return { baseUnits: text };
  if (!baseUnits && /^\d{1,20}(\.\d{1,30})?$/.test(text)) return { human: text };
  throw new UsageError(
    `"${text}" is no ${baseUnits ? "whole number of base units" : "decimal number"}.`,
    baseUnits ? "Leave out --base-units for an amount like 0.5." : "Write it like 100 or 0.5.",
  );
}
