import { join } from "node:path";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { RunCommand } from "rehearsal";
import { writeWhole } from "../write-file.ts";
import { checkLockstep } from "./check.ts";
import { describeFindings, type Finding } from "./finding.ts";
import { type Edit, planVersion } from "./plan-version.ts";
import { checkChangesets } from "./rules/changesets.ts";
import { forgetBefore, keepBefore, undoInterrupted } from "./undo-log.ts";
import { readWorkspace, sharedVersion } from "./workspace.ts";

/** What a change of versions needs from the outside. */
export interface Tools {
  run: RunCommand;
  now(): Date;
  onStep(step: Step): void;
}

/** What was done last: a command, or files that were written. */
export type Step = { command: string } | { written: readonly string[] };

const COMMAND_MS = 10 * 60_000;

/**
 * Takes the waiting changesets into versions and changelogs, carries the version everywhere, renders, and checks. After a
 * crash at any point the same command finishes it.
 *
 * @param folder the checkout
 * @returns the version that everything has then
 * @throws ComposeGenError `CHANGESETS_REFUSED`, `CHANGESETS_NONE`, `COMMAND_FAILED`, `LOCKSTEP_BROKEN`
 */
export async function versionPackages(folder: string, tools: Tools): Promise<string> {
  finishUndo(folder, tools);
  const before = readWorkspace(folder);
  if (Object.keys(before.changesets).length > 0) await takeChangesets(folder, tools);
  else if (checkLockstep(before).length === 0)
    throw new ComposeGenError({
      code: "CHANGESETS_NONE",
      what: "There is nothing to version.",
      where: ".changeset",
      next: "Record what changed with `npx changeset`.",
    });
  return carryVersion(folder, sharedVersion(readWorkspace(folder)), tools);
}

/**
 * Lets changesets take what waits into versions and changelogs of the packages.
 *
 * @throws ComposeGenError `CHANGESETS_REFUSED`, `COMMAND_FAILED`
 */
export async function takeChangesets(folder: string, tools: Tools): Promise<void> {
  const findings = checkChangesets(readWorkspace(folder));
  requireNone(findings, "CHANGESETS_REFUSED", "The changesets cannot become a version.");
  keepBefore(folder);
  await runTool(["changeset", "version"], folder, tools);
  forgetBefore(folder);
}

/** Takes back half a `changeset version`, before anything is read that it may have left unreadable. */
export function finishUndo(folder: string, { onStep }: Pick<Tools, "onStep">): void {
  const written = undoInterrupted(folder);
  if (written.length > 0) onStep({ written });
}

/**
 * Writes a version to everything that names one, renders, and checks.
 *
 * @throws ComposeGenError `COMMAND_FAILED`, `LOCKSTEP_BROKEN`
 */
export async function carryVersion(folder: string, version: string, tools: Tools): Promise<string> {
  writeEdits(folder, planVersion(readWorkspace(folder), version, tools.now()), tools);
  await runTool(["turbo", "run", "render"], folder, tools);
  requireNone(checkLockstep(readWorkspace(folder)), "LOCKSTEP_BROKEN", "Versions disagree.");
  return version;
}

/** Writes files of the checkout, each whole. */
export function writeEdits(folder: string, edits: readonly Edit[], { onStep }: Pick<Tools, "onStep">): void {
  for (const { path, text } of edits) writeWhole(join(folder, path), text);
  if (edits.length > 0) onStep({ written: edits.map(({ path }) => path) });
}

/**
 * Runs a program of the repository to its end.
 *
 * @throws ComposeGenError `COMMAND_FAILED` with the last lines of its output
 */
export async function runTool(
  command: readonly [string, ...string[]],
  folder: string,
  { run, onStep }: Tools,
): Promise<void> {
  const [name, ...args] = command;
  onStep({ command: command.join(" ") });
  const lines: string[] = [];
  const { exitCode, stderr } = await run([join(folder, "node_modules/.bin", name), ...args], {
    timeout: COMMAND_MS,
    cwd: folder,
    onLine: (line) => {
      lines.push(line);
      if (lines.length > 20) lines.shift();
    },
  });
  if (exitCode === 0) return;
  throw new ComposeGenError({
    code: "COMMAND_FAILED",
    what: `${command.join(" ")} did not succeed.`,
    where: folder,
    evidence: lines.join("\n").trim() || stderr.trim(),
    next: "Correct what it names, and run the same command again.",
  });
}

function requireNone(findings: readonly Finding[], code: string, what: string): void {
  if (findings.length === 0) return;
  const evidence = describeFindings(findings);
  throw new ComposeGenError({ code, what, evidence, next: "Correct what is named above." });
}
