import { resolveSdkLine } from "@unicity-sphere/compose-gen/sdk-lines";
import { generations } from "aggregator-stack/generations";
import { type ErrorParts, StackError } from "../errors.ts";

/**
 * Finds the SDK line of a version such as `0.6.14` or `state-transition-sdk@3.0.1`.
 *
 * @throws StackError `SDK_UNKNOWN` with the known lines, `SDK_UNSUPPORTED`, `SDK_NOT_EMBEDDED`
 */
export function assertSdkEmbedded(version: string): void {
  const row = resolveRow(version);
  if (row.status === "runs-embedded") return;
  throw new StackError({
    code: "SDK_NOT_EMBEDDED",
    what: `The embedded stack does not speak the API of ${version} (${row.title}).`,
    evidence: `the line "${row.id}" has the status "${row.status}"`,
    next: `Run it in containers: \`npx @unicity-sphere/stackctl up --docker --sdk ${version}\`.`,
  });
}

/** @throws StackError `SDK_UNKNOWN` with the known lines, `SDK_UNSUPPORTED` */
export function assertSdkRenders(version: string): void {
  resolveRow(version);
}

function resolveRow(version: string): ReturnType<typeof resolveSdkLine> {
  try {
    return resolveSdkLine(generations, version);
  } catch (error) {
    const parts = (error as { parts?: ErrorParts }).parts;
    if (parts) throw new StackError(parts, undefined, { cause: error });
    throw error;
  }
}
