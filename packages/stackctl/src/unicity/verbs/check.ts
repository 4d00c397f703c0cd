import { exitCodeOf, healthOf } from "../../checks/summary.ts";
import type { Command, Invocation } from "../../cli/command.ts";
import { openInstance } from "../../commands/place.ts";
import { type ExitCode, UsageError } from "../../errors.ts";
import { requireRunning } from "../../instance/view.ts";
import { printResult, toDocument } from "../../output/result.ts";
import { linesFor } from "../wallet-check/lines.ts";
import { browserNotes } from "../wallet-check/local-network.ts";
import { runLines } from "../wallet-check/run.ts";
import { parseUrls, ROLES, type Targets, targetsAt, targetsOf } from "../wallet-check/targets.ts";
import { formatWalletCheck } from "../wallet-check/text.ts";

/** Where the wallet app is published. */
const WALLET_ORIGIN = "https://sphere.unicity.network";

/** As long as the wallet app waits for one answer, ms. */
const PATIENCE = 8_000;

/** `stackctl check` */
export const check: Command = {
  arguments: "--as-wallet [URL…]",
  description:
    "Makes the requests of the wallet app's status pills, as a page of its origin does, and those of infra-probe 0.3.0; of\n" +
    "the instance, or of a deployment anywhere: wss://… is its relay, https://… its aggregator, …/api/v1/faucet/request its\n" +
    `faucet, or NAME=URL with ${ROLES.join(", ")}.\n` +
    "IPFS and market are outside of this stack: shown, not counted. infra-probe leaves seven small events in the relay and\n" +
    "one leaf in the tree. Exit code: 0 all well, 1 a check failed, 2 something does not answer.",
  options: {
    "as-wallet": { type: "boolean", summary: "as the wallet app and infra-probe ask; the only way so far" },
    origin: { type: "string", value: "ORIGIN", summary: `of the wallet app (default: ${WALLET_ORIGIN})` },
    "all-four": { type: "boolean", summary: "count ipfs and market, too" },
    "read-only": { type: "boolean", summary: "leave infra-probe out: write nothing" },
  },
  positionals: [0, ROLES.length],
  examples: [
    "stackctl check --as-wallet",
    "stackctl check --as-wallet --origin http://localhost:5173",
    "stackctl check --as-wallet wss://relay-dev.example.org https://aggregator-dev.example.org faucet=https://faucet-dev.example.org",
  ],
  run: runCheck,
};

async function runCheck(invocation: Invocation): Promise<ExitCode> {
  const { terminal, mode, style, interrupts } = invocation;
  if (!invocation.flag("as-wallet"))
    throw new UsageError(
      "`check` needs --as-wallet.",
      "`stackctl status` checks an instance layer by layer.",
    );
  const origin = parseOrigin(invocation.text("origin") ?? WALLET_ORIGIN);
  const { instance, targets } = await targetsFor(invocation);
  const { signal } = interrupts;
  const apiKey = terminal.env.AGGREGATOR_API_KEY;
  const lines = linesFor(targets, {
    page: { origin, timeoutMs: PATIENCE, signal },
    readOnly: invocation.flag("read-only"),
    ...(apiKey && { apiKey }),
  });
  const results = await runLines(lines, { allFour: invocation.flag("all-four"), signal });
  const health = healthOf(results.filter(({ counted }) => counted));
  const exitCode = exitCodeOf(health);
  const result = { origin, health, lines: results, notes: browserNotes(targets, origin) };
  const facts = { instance, exitCode, checkedAt: new Date().toISOString() };
  printResult(terminal, mode, toDocument("check", { ...facts, ...result }), formatWalletCheck(result, style));
  return exitCode;
}

/** Those of the instance, unless a service of a deployment is named. */
async function targetsFor(invocation: Invocation): Promise<{ instance: string | null; targets: Targets }> {
  const named = parseUrls(invocation.positionals);
  const { ipfs: _, market: __, ...services } = named;
  if (Object.keys(services).length === 0) {
    const { place, backend } = await openInstance(invocation);
    const { view } = await backend.inspect(place);
    requireRunning(view);
    return { instance: invocation.instance, targets: targetsOf(view, named) };
  }
  if (invocation.instanceNamed)
    throw new UsageError("--instance and URLs of services do not go together.", "Leave one of them out.");
  return { instance: null, targets: targetsAt(named) };
}

function parseOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : "null";
  if (/^https?:/.test(origin) && (text === origin || text === `${origin}/`)) return origin;
  throw new UsageError(
    `--origin ${text} is no origin of a page.`,
    "Write it like https://sphere.unicity.network.",
  );
}
