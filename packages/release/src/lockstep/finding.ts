/** One disagreement; an empty list is a repository in lockstep. */
export interface Finding {
  /** Stable id, e.g. `version.shared`. */
  rule: string;
  /** File from the checkout, with the field or line. */
  where: string;
  message: string;
  /** What makes it agree. */
  next: string;
}

/** Plain text of findings, two lines each. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ rule, where, message, next }) => `✗ ${where}: ${message} [${rule}]\n  next: ${next}`)
    .join("\n");
}
