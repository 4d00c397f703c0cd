import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode, Interrupted } from "../errors.ts";
import { createReporter } from "../output/reporter.ts";
import { printResult, toDocument } from "../output/result.ts";
import { FaultTimeline } from "../soak/faults/timeline.ts";
import { createdHost } from "../soak/instance/created.ts";
import { givenHost } from "../soak/instance/given.ts";
import { PREFIX } from "../soak/instance/owner.ts";
import type { Surroundings } from "../soak/instance/place.ts";
import { removeAbandoned } from "../soak/instance/remove.ts";
import { planSoak, type SoakPlan } from "../soak/plan/plan.ts";
import { showProgress } from "../soak/progress.ts";
import { Recorder } from "../soak/recorder.ts";
import { soakDocumentOf } from "../soak/report/document.ts";
import { formatSoak, formatSoakPlan } from "../soak/report/text.ts";
import { tryReport, writeReport } from "../soak/report/write.ts";
import { soakRequestOf } from "../soak/request.ts";
import { endingHost, runSoak } from "../soak/run.ts";
import { loadSdk, type SphereSdk } from "../soak/wallets/load-sdk.ts";
import { SdkLog } from "../soak/wallets/sdk-log.ts";
import { sphereWallets } from "../soak/wallets/sphere-wallet.ts";
import { assertSdkEmbedded } from "../unicity/sdk-lines.ts";

/** `stackctl soak` */
export const soak: Command = {
  description:
    "Drives wallets of sphere-sdk for as long as you say: they let the faucet mint, send tokens to each other and write\n" +
    "to each other. At the end each wallet has to hold exactly what it was given. It makes an embedded instance of its\n" +
    "own and removes it; --instance takes a running one, which is only used. Exit code: 0 within the budget, 1 beyond\n" +
    "it, 2 unreachable. Ctrl-C ends it early and keeps the report.",
  options: {
    minutes: { type: "string", value: "N", summary: "time under load (default: 10)" },
    wallets: { type: "string", value: "W", summary: "how many wallets (default: 20)" },
    transfers: {
      type: "string",
      value: "MODE",
      summary: "conservative (default): proven before it is sent; or instant",
    },
    "wipe-every": { type: "string", value: "M", summary: "a fresh chain and new wallets after M minutes" },
    faults: { type: "boolean", summary: "late answers and restarts of the relay, drawn from the seed" },
    seed: { type: "string", value: "S", summary: "repeats the choices of an earlier soak" },
    report: { type: "string", value: "DIR", summary: "folder for soak.json and soak.html" },
    budget: {
      type: "string",
      multiple: true,
      value: "KEY=N",
      summary: "unexplained=N errors, or transfer.p95=MS and the like; may repeat",
    },
    "dry-run": { type: "boolean", summary: "print the plan and change nothing" },
  },
  examples: [
    "stackctl soak --minutes 10 --wallets 20",
    "stackctl soak --minutes 60 --wipe-every 15 --faults --seed monday",
    "stackctl soak --instance default --budget transfer.p95=5000",
  ],
  run: runCommand,
};

async function runCommand(invocation: Invocation): Promise<ExitCode> {
  const { terminal, mode, home, interrupts, style } = invocation;
  const plan = planSoak(soakRequestOf(invocation));
  if (invocation.flag("dry-run")) {
    printResult(terminal, mode, toDocument("soak-plan", { plan }), formatSoakPlan(plan));
    return EXIT.ok;
  }
  const sdk = await loadSdk(terminal.cwd);
  if (plan.instance.created) assertSdkEmbedded(sdk.version);
  tryReport(plan.report);
  const around: Surroundings = { home, env: terminal.env, interrupts };
  const reporter = createReporter(terminal, style, mode);
  for (const name of await removeAbandoned(around)) reporter.step(`Removed ${name}: its soak was killed.`);
  reporter.step(`Seed ${plan.seed}; the instance is ${plan.instance.name}.`);
  const document = await carryOut(plan, sdk, around, reporter);
  printResult(terminal, mode, document, formatSoak(document, plan.report, style));
  if (interrupts.signal.aborted) throw new Interrupted(interrupts.signal.reason);
  return document.exitCode;
}

/** Runs the soak, writes its report, and leaves nothing else behind. */
async function carryOut(
  plan: SoakPlan,
  sdk: SphereSdk,
  around: Surroundings,
  reporter: ReturnType<typeof createReporter>,
) {
  const startedAt = new Date().toISOString();
  const faults = new FaultTimeline();
  const recorder = new Recorder(faults);
  const log = new SdkLog();
  const host = await openHost(plan, around);
  const detach = log.attach(sdk);
  const endProgress = showProgress(recorder, reporter);
  const work = async () => {
    const result = await runSoak({
      ...{ plan, host, recorder, faults },
      openWallet: sphereWallets(sdk, plan.transferMode),
      id: plan.id,
      signal: around.interrupts.signal,
      force: around.interrupts.force,
      tell: (text) => reporter.step(text),
    });
    const document = soakDocumentOf(plan, result, { sdk: sdk.version, startedAt, sdkLog: log.lines() });
    writeReport(plan.report, document);
    if (document.exitCode !== EXIT.ok) host.saveLogs(`${plan.report}/logs`);
    endProgress();
    return document;
  };
  return endingHost(host, recorder, work).finally(() => {
    endProgress();
    detach();
  });
}

function openHost(plan: SoakPlan, around: Surroundings) {
  const { name, created } = plan.instance;
  return created ? createdHost(around, name, plan.faults) : givenHost(around, name, `${PREFIX}${plan.id}`);
}
