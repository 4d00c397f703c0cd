/** `error` fails lint and rendering, `warning` fails only `lint --strict`, `note` lists a fact. */
export type Severity = "error" | "warning" | "note";

/** Steps from the top of a Compose file to a value in it. */
export type DocumentPath = readonly (string | number)[];

/** What a rule found. */
export interface Problem {
  /** Service that it is about, when it is about one. */
  service?: string;
  path: DocumentPath;
  /** What is wrong, without the name of the service. */
  message: string;
  /** What to do here, when that is more exact than the rule's advice. */
  fix?: string;
  /** The same for a definition. */
  fixDefinition?: string;
  /** The part that a narrow reason may cover: a capability, an image key. */
  detail?: string;
  /** A milder severity than the rule's. */
  severity?: Severity;
}

/** A written reason why a finding is accepted. */
export interface WaivedBy {
  reason: string;
  /** Last day (YYYY-MM-DD, UTC) on which it counts. */
  expires?: string;
}

/** A problem placed in a file. */
export interface Finding {
  rule: string;
  severity: Severity;
  /** Path of the file as it is shown. */
  file: string;
  /** Line from 1; absent where the text is not at hand. */
  line?: number;
  service?: string;
  /** Path in the Compose file, e.g. `services.web.ports[0]`. */
  path: string;
  message: string;
  fix: string;
  waived?: WaivedBy;
}
