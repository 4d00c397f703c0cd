import { randomBytes, randomInt } from "node:crypto";
import { resolve } from "node:path";
import type { Invocation } from "../cli/command.ts";
import { UsageError } from "../errors.ts";
import { PREFIX } from "./instance/owner.ts";
import { type SoakRequest, TRANSFER_MODES, type TransferMode } from "./plan/plan.ts";
import { parseBudget } from "./results/budget.ts";

const MINUTE = 60_000;

/** A timer of Node.js takes 2^31 - 1 ms at most, and fires at once beyond it. */
const MOST_MINUTES = 35_791;
const DEFAULTS = { minutes: "10", wallets: "20", transfers: "conservative" };

/** Two have to be there to send to each other; of more, one process would measure itself only. */
const WALLETS = { fewest: 2, most: 200 };

/** What the command line asks for. @throws UsageError */
export function soakRequestOf(invocation: Invocation): SoakRequest {
  const { instance, instanceNamed, terminal } = invocation;
  const id = letters(8);
  const wipeEvery = invocation.text("wipe-every");
  refuseOnGiven(invocation);
  return {
    id,
    seed: invocation.text("seed") ?? randomBytes(4).toString("hex"),
    ms: minutes("minutes", invocation.text("minutes") ?? DEFAULTS.minutes),
    wallets: walletsOf(invocation.text("wallets") ?? DEFAULTS.wallets),
    transferMode: modeOf(invocation.text("transfers") ?? DEFAULTS.transfers),
    wipeEveryMs: wipeEvery === undefined ? null : minutes("wipe-every", wipeEvery),
    faults: invocation.flag("faults"),
    instance: instanceNamed ? { name: instance, created: false } : { name: `${PREFIX}${id}`, created: true },
    report: resolve(terminal.cwd, invocation.text("report") ?? `unicity-soak-${id}`),
    budget: parseBudget(invocation.texts("budget")),
  };
}

/** Without digits: sphere-sdk takes a nametag with many of them for a phone number. */
function letters(count: number): string {
  return Array.from({ length: count }, () => String.fromCharCode(97 + randomInt(26))).join("");
}

/** An instance of somebody else is used, and never changed. */
function refuseOnGiven({ instance, instanceNamed, text, flag }: Invocation): void {
  const option = text("wipe-every") !== undefined ? "--wipe-every" : flag("faults") ? "--faults" : undefined;
  if (!instanceNamed || option === undefined) return;
  throw new UsageError(
    `${option} changes an instance, and "${instance}" was not made by this soak.`,
    "Leave out --instance: soak then makes an instance of its own.",
  );
}

function minutes(option: string, text: string): number {
  const value = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  const ms = Math.round(value * MINUTE);
  if (ms >= 1_000 && value <= MOST_MINUTES) return ms;
  throw new UsageError(
    `--${option} ${text} is no number of minutes from 0.02 to ${MOST_MINUTES}.`,
    "Write it like 10 or 0.5.",
  );
}

function walletsOf(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= WALLETS.fewest && count <= WALLETS.most) return count;
  throw new UsageError(`--wallets ${text} is not a number from ${WALLETS.fewest} to ${WALLETS.most}.`);
}

function modeOf(text: string): TransferMode {
  const mode = TRANSFER_MODES.find((known) => known === text);
  if (mode) return mode;
  throw new UsageError(`--transfers ${text} is not known.`, `Known: ${TRANSFER_MODES.join(", ")}.`);
}
