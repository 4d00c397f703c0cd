import type { Rule } from "../rule.ts";
import { isHarmless, isSecretName, passwordInUrl } from "../secret-text.ts";
import { commandsOfWords } from "../shell/exec.ts";
import { eachService } from "./each-service.ts";

/** Secrets are no arguments. */
export const secretsArguments: Rule = {
  id: "secrets.arguments",
  title: "no secret is an argument of a program",
  severity: "error",
  why: "Arguments are in `docker inspect`, in the process list of the host, which every user may read, and often in logs.",
  fix: "Put the secret into a file under `secrets:` and let the program read that.",
  references: ["OWASP Docker Security Cheat Sheet RULE #12"],
  red: { compose: "services:\n  web:\n    command: redis-server --requirepass $REDIS_PASSWORD\n" },
  green: { compose: "services:\n  web:\n    command: redis-server /run/secrets/redis.conf\n" },
  check: (subject) =>
    eachService(subject, ({ command, entrypoint }) => {
      const names = commandsOfWords([...entrypoint, ...command]).flatMap(secretArguments);
      return [...new Set(names)].map((name) => ({
        path: command.length > 0 ? "command" : "entrypoint",
        message: `gets a secret as an argument (${name})`,
        detail: name,
      }));
    }),
};

/** Names of the options, or `URL`, that carry a secret. */
function secretArguments(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    if (passwordInUrl(word) !== undefined) return ["URL"];
    const [, option = "", inline] = /^(--?[A-Za-z][A-Za-z0-9.-]*)(?:=(.*))?$/s.exec(word) ?? [];
    const value = inline ?? words[index + 1];
    if (!isSecretName(option) || value === undefined || isHarmless(value)) return [];
    return inline === undefined && value.startsWith("-") ? [] : [option];
  });
}
