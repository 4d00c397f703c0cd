import type { Finding } from "./finding.ts";

/** How many findings there are; waived ones are counted only as such. */
export interface Summary {
  errors: number;
  warnings: number;
  notes: number;
  waived: number;
}

/** Counts findings. */
export function summarise(findings: readonly Finding[]): Summary {
  const open = findings.filter((finding) => !finding.waived);
  const count = (severity: Finding["severity"]) =>
    open.filter((finding) => finding.severity === severity).length;
  return {
    errors: count("error"),
    warnings: count("warning"),
    notes: count("note"),
    waived: findings.length - open.length,
  };
}

/** `1 error, 0 warnings, 4 waived`, with notes when there are some. */
export function describeSummary({ errors, warnings, notes, waived }: Summary): string {
  const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const parts = [counted(errors, "error"), counted(warnings, "warning"), `${waived} waived`];
  return (notes > 0 ? [...parts, counted(notes, "note")] : parts).join(", ");
}
