// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose
import type { Rule } from "../rule.ts";

const compose = (value: string) => `services:\n  web:\n    environment:\n      LOG_LEVEL: "${value}"\n`;

/** Text of a definition is literal; what looks like a variable was probably meant as one. */
export const composeLiteralVariable: Rule = {
  id: "compose.literal-variable",
  title: "no literal text of a definition looks like a variable of Compose",
  severity: "warning",
  why: "In a definition a dollar sign is a dollar sign: the program gets the text `${NAME}` itself, not what the reader of the file sets.",
  fix: 'Write `{ variable: "NAME" }`, inside a text `{ join: ["before ", { variable: "NAME" }] }`. If the program itself replaces it, waive the rule with that reason.',
  references: ["Compose specification: interpolation"],
  red: {
    compose: compose("$${LOG_LEVEL:-info}"),
    facts: {
      literalVariables: [
        {
          path: ["services", "web", "environment", "LOG_LEVEL"],
          text: "${LOG_LEVEL:-info}",
          name: "LOG_LEVEL",
          default: "info",
        },
      ],
    },
  },
  green: { compose: compose("${LOG_LEVEL:-info}") },
  check: ({ facts }) =>
    (facts.literalVariables ?? []).map(({ path, text, name, default: fallback }) => {
      const reference = `{ variable: ${JSON.stringify(name)}${fallback === undefined ? "" : `, default: ${JSON.stringify(fallback)}`} }`;
      const whole = /^\$(?:\w+|\{[^}]*\})$/.test(text);
      return {
        ...(path[0] === "services" ? { service: String(path[1]) } : {}),
        path,
        message: `has the literal text ${JSON.stringify(text)} in ${path.slice(path[0] === "services" ? 2 : 0).join(".")}, which looks like a variable`,
        fix: `${whole ? `Write ${reference}` : `Write { join: [… ${reference} …] }`}; if the program itself replaces it, waive the rule with that reason.`,
      };
    }),
};
