import { suggestion } from "../../suggest.ts";
import type { Rule } from "../rule.ts";
import { baseName, commandsOfHealth } from "../shell/exec.ts";
import { factsOf } from "../subject.ts";
import { eachService } from "./each-service.ts";

const facts = { services: { web: { image: { key: "shop", tools: ["wget"], refuses: [] } } } };

/** A health check uses programs that are in the image. */
export const healthTool: Rule = {
  id: "health.tool",
  title: "every program of a health check is in the image",
  severity: "error",
  why: "A health check whose program is missing fails for ever, or, behind `|| true`, is green for ever. Small images have no curl and often no shell.",
  fix: "Use a program that the image has, or declare it in `tools` of images.json after looking into the image.",
  references: ["CIS Docker Benchmark 5.27"],
  red: {
    compose:
      'services:\n  web:\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1:80/"]\n',
    facts,
  },
  green: {
    compose:
      'services:\n  web:\n    healthcheck:\n      test: ["CMD", "wget", "-qO-", "http://127.0.0.1:80/"]\n',
    facts,
  },
  check: (subject) =>
    eachService(subject, ({ name, health }) => {
      const { image } = factsOf(subject, name);
      if (!image || !health) return [];
      const programs = new Set(commandsOfHealth(health).map(([program = ""]) => program));
      return [...programs]
        .filter((program) => !isDeclared(program, image.tools))
        .map((program) => ({
          path: "healthcheck",
          message: `is checked with "${program}", which the image "${image.key}" is not declared to have`,
          fix: `Choose another program, or add it to \`tools\` of "${image.key}" in images.json. ${suggestion(program, image.tools)}`,
        }));
    }),
};

/** A tool is declared by its name (found in PATH or a usual folder) or by its whole path. */
function isDeclared(program: string, tools: readonly string[]): boolean {
  if (tools.includes(program)) return true;
  return /^\/(?:usr\/(?:local\/)?)?s?bin\//.test(program) && tools.includes(baseName(program));
}
