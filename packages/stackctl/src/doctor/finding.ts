/** How bad a finding is; `unknown` is never `ok`. */
export const SEVERITIES = ["ok", "warning", "problem", "unknown", "not-applicable"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One thing that the doctor found, for people and for programs. It never holds a secret. */
export interface Finding {
  /** Stable, e.g. `DISK_LOW`; the same word for the same thing, whatever its severity is about. */
  code: string;
  severity: Severity;
  /** One sentence. */
  what: string;
  /** What was seen. */
  evidence: string;
  /** What to do; on everything but what is well or does not apply. */
  next?: string;
}

export const ok = (code: string, what: string, evidence: string): Finding => ({
  ...{ code, severity: "ok", what, evidence },
});

export const warning = (code: string, what: string, evidence: string, next: string): Finding => ({
  ...{ code, severity: "warning", what, evidence, next },
});

export const problem = (code: string, what: string, evidence: string, next: string): Finding => ({
  ...{ code, severity: "problem", what, evidence, next },
});

export const unknown = (code: string, what: string, evidence: string, next: string): Finding => ({
  ...{ code, severity: "unknown", what, evidence, next },
});

export const notApplicable = (what: string, evidence: string): Finding => ({
  ...{ code: "NOT_APPLICABLE", severity: "not-applicable", what, evidence },
});
