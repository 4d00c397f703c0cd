import { isComposeGenError } from "@unicity-sphere/compose-gen";
import { resolveSdkLine, sdkLines } from "@unicity-sphere/compose-gen/sdk-lines";
import { parse } from "semver";
import type { Finding } from "../finding.ts";
import { LEADING_SDK, lineOf } from "../sdk.ts";
import { sharedVersion, verifiedVersions, type Workspace } from "../workspace.ts";

const next = "Move the line with `pnpm sdk-released VERSION`.";

/** major.minor of the shared version are those of the SDK, whose generation is one that runs. */
export function checkSdkLine(workspace: Workspace): Finding[] {
  const { sdk, generations } = workspace;
  const shared = sharedVersion(workspace);
  const findings: Finding[] = [];
  const add = (rule: string, where: string, message: string) => findings.push({ rule, where, message, next });
  if (lineOf(shared) !== sdk.line)
    add("version.line", "package.json", `version ${shared} is not of the SDK line ${sdk.line} (sdk.json)`);
  const [exact, ...others] = verifiedVersions(sdk, LEADING_SDK);
  if (exact === undefined || others.length > 0 || parse(exact) === null) {
    add("sdk.exact", "sdk.json", `${LEADING_SDK} needs one exact version: it leads the line`);
    return findings;
  }
  if (lineOf(exact) !== sdk.line)
    add("sdk.line", "sdk.json", `the line is ${sdk.line}, and ${LEADING_SDK} ${exact} is of another`);
  const generation = generationProblem(generations, `${LEADING_SDK}@${exact}`);
  if (generation) add("sdk.generation", "packages/aggregator-stack/generations.json", generation);
  return findings;
}

function generationProblem(rows: unknown, version: string): string | undefined {
  try {
    resolveSdkLine(sdkLines.parse(rows), version);
    return undefined;
  } catch (error) {
    return isComposeGenError(error) ? error.parts.what : (error as Error).message;
  }
}
