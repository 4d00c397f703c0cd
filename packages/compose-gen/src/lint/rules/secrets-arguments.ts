import type { LintHealth } from "../compose/document.ts";
import type { Rule } from "../rule.ts";
import { isHarmless, isSecretName, passwordInUrl } from "../secret-text.ts";
import type { Command } from "../shell/commands.ts";
import { commandsOfHealth, commandsOfWords } from "../shell/exec.ts";
import { passwordArguments } from "../shell/password-options.ts";
import { eachService } from "./each-service.ts";

/** Secrets are no arguments. */
export const secretsArguments: Rule = {
  id: "secrets.arguments",
  title: "no secret is an argument of a program",
  severity: "error",
  why: "Arguments are in `docker inspect`, in the process list of the host, which every user may read, and often in logs.",
  fix: "Put the secret into a file under `secrets:` and let the program read that.",
  fixDefinition:
    "Add a secret to `secrets` of the stack, give it to the service (`secrets: [{ secret }]`) and let the program read /run/secrets/<secret>.",
  references: ["OWASP Docker Security Cheat Sheet RULE #12"],
  red: { compose: "services:\n  web:\n    command: redis-server --requirepass $REDIS_PASSWORD\n" },
  green: { compose: "services:\n  web:\n    command: redis-server /run/secrets/redis.conf\n" },
  check: (subject) =>
    eachService(subject, ({ command, entrypoint, health }) => [
      ...problems(commandsOfWords([...entrypoint, ...command]).flatMap(secretArguments), {
        path: command.length > 0 ? "command" : "entrypoint",
        message: "gets a secret as an argument",
      }),
      ...problems(literalSecrets(health), {
        path: "healthcheck",
        message: "has a secret in the arguments of its health check",
      }),
    ]),
};

/** An option, or `URL`, with the secret that it carries. */
interface SecretArgument {
  name: string;
  value: string;
}

function problems(found: readonly SecretArgument[], { path, message }: { path: string; message: string }) {
  return [...new Set(found.map(({ name }) => name))].map((name) => ({
    path,
    message: `${message} (${name})`,
    detail: name,
  }));
}

function secretArguments(words: Command): SecretArgument[] {
  const named = words.flatMap((word, index): SecretArgument[] => {
    const password = passwordInUrl(word);
    if (password !== undefined) return [{ name: "URL", value: password }];
    const [, option = "", inline] = /^(--?[A-Za-z][A-Za-z0-9.-]*)(?:=(.*))?$/s.exec(word) ?? [];
    const value = inline ?? words[index + 1];
    if (!isSecretName(option) || value === undefined || isHarmless(value)) return [];
    return inline === undefined && value.startsWith("-") ? [] : [{ name: option, value }];
  });
  return [...named, ...passwordArguments(words).map(({ option, value }) => ({ name: option, value }))];
}

/** What a shell inside the container puts in is neither in the file nor in `docker inspect`: probes may read it so. */
function literalSecrets(health: LintHealth | undefined): SecretArgument[] {
  return commandsOfHealth(health ?? { disabled: true })
    .flatMap(secretArguments)
    .filter(({ value }) => value !== "" && !value.includes("$"));
}
