import { parse, satisfies, validRange } from "semver";
import { ComposeGenError } from "../errors.ts";
import type { SdkLine, SupportedSdkLine } from "./rows.ts";

/**
 * The row that an SDK version belongs to: `0.6.14`, `sphere-sdk@0.6.14` or `@unicitylabs/sphere-sdk@0.6.14`.
 *
 * @throws ComposeGenError `SDK_UNKNOWN` (lists the known lines), `SDK_AMBIGUOUS` (a bare version that several
 * packages have), `SDK_UNSUPPORTED` (with the reason of the row and what would help)
 */
export function resolveSdkLine(lines: readonly SdkLine[], sdk: string): SupportedSdkLine {
  const separator = sdk.lastIndexOf("@");
  const packageName = separator > 0 ? sdk.slice(0, separator) : undefined;
  const version = sdk.slice(separator > 0 ? separator + 1 : 0).replace(/^v/, "");
  const matches = parse(version) ? lines.filter((row) => matchesRow(row, packageName, version)) : [];
  const [row, ...others] = matches;
  if (!row)
    throw new ComposeGenError({
      code: "SDK_UNKNOWN",
      what: `No line belongs to the SDK version "${sdk}".`,
      evidence: knownLines(lines),
      next: "Name a version of a known line as <version> or <package>@<version>.",
    });
  if (others.length > 0)
    throw new ComposeGenError({
      code: "SDK_AMBIGUOUS",
      what: `The version "${sdk}" belongs to several lines.`,
      evidence: knownLines(matches),
      next: "Name the package too: <package>@<version>.",
    });
  return supported(row);
}

/**
 * The row with this id.
 *
 * @throws ComposeGenError `GENERATION_UNKNOWN`, `SDK_UNSUPPORTED`
 */
export function findSdkLine(lines: readonly SdkLine[], id: string): SupportedSdkLine {
  const row = lines.find((candidate) => candidate.id === id);
  if (!row)
    throw new ComposeGenError({
      code: "GENERATION_UNKNOWN",
      what: `There is no generation "${id}".`,
      evidence: knownLines(lines),
      next: `Choose one of ${lines.map((candidate) => candidate.id).join(", ")}.`,
    });
  return supported(row);
}

function supported(row: SdkLine): SupportedSdkLine {
  if (row.status !== "unsupported") return row;
  throw new ComposeGenError({
    code: "SDK_UNSUPPORTED",
    what: `The generation "${row.id}" (${row.title}) is not supported: ${row.reason}.`,
    evidence: lineText(row),
    next: `It needs: ${row.unblocks}.`,
  });
}

function matchesRow(row: SdkLine, packageName: string | undefined, version: string): boolean {
  return Object.entries(row.sdk).some(
    ([name, range]) =>
      (packageName === undefined || name === packageName || name.endsWith(`/${packageName}`)) &&
      validRange(range) !== null &&
      satisfies(version, range, { includePrerelease: true }),
  );
}

/** One line per generation: id, SDK ranges, status. */
function knownLines(lines: readonly SdkLine[]): string {
  return lines.map(lineText).join("\n");
}

function lineText(row: SdkLine): string {
  const ranges = Object.entries(row.sdk).map(([name, range]) => `${name} ${range}`);
  return `${row.id}: ${ranges.join(", ")} (${row.status})`;
}
