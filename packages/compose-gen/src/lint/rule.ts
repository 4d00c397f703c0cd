import type { Problem, Severity } from "./finding.ts";
import type { LintFacts, LintSubject, Reason } from "./subject.ts";

/** A piece of a Compose file that shows a rule; the tests complete its services with a hardened one. */
export interface Example {
  /** YAML as it is shown to the reader. */
  compose: string;
  /** Keys of the hardened service that this example is about leaving out. */
  without?: readonly string[];
  /** What a definition would know besides. */
  facts?: LintFacts;
  reasons?: readonly Reason[];
}

/** A named rule over one Compose file. */
export interface Rule {
  /** Dotted name, e.g. `image.pinned`. */
  id: string;
  /** What holds when the rule is kept, one sentence without a full stop. */
  title: string;
  severity: Severity;
  /** What goes wrong without it. */
  why: string;
  /** What to do, for Compose files of any origin. */
  fix: string;
  /** What to do in a definition that renders the file, when that is not the same. */
  fixDefinition?: string;
  /** Where in a definition a reason is written; default: a waiver with the rule's name. */
  waive?: string;
  /** Numbers in published benchmarks. */
  references: readonly string[];
  red: Example;
  green: Example;
  /** The problems of a file; none for the rules about waivers, which are known only after all others ran. */
  check(subject: LintSubject): Problem[];
}
