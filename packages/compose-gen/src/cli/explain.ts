import { ComposeGenError } from "../errors.ts";
import { explainRule, listRules } from "../lint/explain-rule.ts";
import { ruleNamed, rules } from "../lint/rules/index.ts";
import { suggestion } from "../suggest.ts";
import { parseArguments, usage } from "./arguments.ts";
import type { Command } from "./command.ts";
import { type CliContext, exitCodes } from "./context.ts";

export const explainCommand: Command = {
  arguments: "[rule]",
  description:
    "Says why a rule of lint is there, and how to repair or waive it; without a rule lists all of them.",
  options: {},
  examples: ["explain", "explain image.pinned"],
  run: runExplain,
};

/** `compose-gen explain [rule]`: all rules, or everything about one. */
export async function runExplain(context: CliContext, args: readonly string[]): Promise<number> {
  const { positionals } = parseArguments(args, {});
  const [id, ...others] = positionals;
  if (others.length > 0) throw usage("explain takes one rule.", "compose-gen explain [rule]");
  if (id === undefined) {
    context.out(listRules(rules));
    return exitCodes.ok;
  }
  const rule = ruleNamed(id);
  if (!rule) {
    const known = rules.map((candidate) => candidate.id);
    throw new ComposeGenError({
      code: "RULE_UNKNOWN",
      what: `There is no rule "${id}".`,
      next: suggestion(id, known),
    });
  }
  context.out(explainRule(rule));
  return exitCodes.ok;
}
