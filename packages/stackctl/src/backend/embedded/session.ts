import type { Interrupts } from "../../cli/interrupts.ts";
import type { InstancePaths } from "../../instance/folders.ts";
import type { InstanceState } from "../../instance/state.ts";
import type { Reporter } from "../../output/reporter.ts";
import type { StackDefinition } from "../../stack/definition.ts";

/** What every step of one `up` or `down` works with. */
export interface Session {
  home: string;
  paths: InstancePaths;
  stack: StackDefinition;
  /** Changed in place and written after each change that must survive. */
  state: InstanceState;
  reporter: Reporter;
  interrupts: Interrupts;
  env: NodeJS.ProcessEnv;
}
