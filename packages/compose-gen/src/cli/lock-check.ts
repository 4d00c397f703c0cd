import { isComposeGenError } from "../errors.ts";
import { askTags } from "../lock/ask-registries.ts";
import { checkForm } from "../lock/check-form.ts";
import { checkRegistry } from "../lock/check-registry.ts";
import type { Finding } from "../lock/finding.ts";
import type { Lock } from "../model/lock.ts";
import { completeCommands } from "./complete-commands.ts";
import { type CliContext, exitCodes, todayOf } from "./context.ts";
import type { LockRequest } from "./lock.ts";
import { registryOptions } from "./lock-registries.ts";

/** `compose-gen lock --check`: form and completeness, then what the registries say unless `--offline`. */
export async function checkLock(context: CliContext, request: LockRequest): Promise<number> {
  const found = await findAll(context, request);
  const findings = found.map(({ next, ...finding }) => ({
    ...finding,
    ...(next === undefined ? {} : { next: completeCommands(context, next) }),
  }));
  const { source, json, offline } = request;
  const levels = new Set(findings.map(({ level }) => level));
  const ok = !levels.has("problem") && !levels.has("unreachable");
  if (json) {
    const file = source.text === undefined ? null : source.shown;
    context.out(`${JSON.stringify({ version: 1, ok, file, offline, findings }, null, 2)}\n`);
  } else {
    for (const finding of findings) (finding.level === "note" ? context.out : context.err)(describe(finding));
    const scope = offline ? "checked offline" : "checked with their registries";
    if (ok) context.out(`${locked(Object.keys(source.images).length, findings)}, ${scope}\n`);
  }
  if (levels.has("unreachable")) return exitCodes.unreachable;
  return ok ? exitCodes.ok : exitCodes.failed;
}

/** @param count of images */
function locked(count: number, findings: readonly Finding[]): string {
  const open = findings.filter(({ code }) => code === "lock.tag-only" || code === "lock.unresolved").length;
  const images = count === 1 ? "image is" : "images are";
  return open === 0
    ? `${count} ${images} locked`
    : `${count} ${images} in the lock, ${open} of them without a digest`;
}

async function findAll(context: CliContext, request: LockRequest): Promise<Finding[]> {
  const { images, lock: readLock, shown } = request.source;
  let lock: Lock;
  try {
    lock = readLock();
  } catch (error) {
    if (!isComposeGenError(error) || error.code !== "LOCK_INVALID") throw error;
    const { what, evidence = "", next = "" } = error.parts;
    return [
      { key: "", level: "problem", code: "lock.form", message: `${shown}: ${what}\n${evidence}`, next },
    ];
  }
  const findings = checkForm(images, lock, todayOf(context));
  if (request.offline) return findings;
  const answers = await askTags(images, request.keys, lock, registryOptions(context, request));
  return [...findings, ...checkRegistry(images, lock, answers)];
}

function describe({ key, level, code, message, next }: Finding): string {
  const [first = "", ...rest] = message.split("\n");
  const lines = [
    `${level.padEnd(11)} ${key ? `${key}: ` : ""}${first} [${code}]`,
    ...rest.map((line) => `    ${line}`),
  ];
  if (next && level !== "note") lines.push(`    next: ${next}`);
  return `${lines.join("\n")}\n`;
}
