import type { LintHealth } from "../compose/document.ts";
import type { DocumentPath } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { isHarmless, isPlaceholder, isSecretName, passwordIn } from "../secret-text.ts";
import { tokenIn } from "../secret-token.ts";
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
    eachService(subject, ({ command, entrypoint, health, hooks, mounts }) => {
      const mounted = mounts.map(({ target }) => target);
      const inWords = (words: readonly string[]) => [
        ...commandsOfWords(words).flatMap((line) => secretArguments(line, mounted)),
        ...assignments(words, mounted),
      ];
      return [
        ...problems(inWords([...entrypoint, ...command]), {
          path: command.length > 0 ? "command" : "entrypoint",
          message: "gets a secret as an argument",
        }),
        ...hooks.flatMap((hook) =>
          problems(inWords(hook.command), {
            path: [...hook.path, "command"],
            message: `gets a secret as an argument of ${hook.kind}`,
          }),
        ),
        ...problems(literalSecrets(health, mounted), {
          path: "healthcheck",
          message: "has a secret in the arguments of its health check",
        }),
      ];
    }),
};

/** An option, variable, or kind of secret, with the secret that it carries. */
interface SecretArgument {
  name: string;
  value: string;
}

function problems(
  found: readonly SecretArgument[],
  { path, message }: { path: string | DocumentPath; message: string },
) {
  return [...new Set(found.map(({ name }) => name))].map((name) => ({
    path,
    message: `${message} (${name})`,
    detail: name,
  }));
}

function secretArguments(words: Command, mounted: readonly string[]): SecretArgument[] {
  const named = words.flatMap((word, index): SecretArgument[] => {
    const token = tokenIn(word);
    if (token !== undefined) return [{ name: token, value: token }];
    const password = passwordIn(word);
    if (password !== undefined && !isHarmless(password, mounted)) return [{ name: "URL", value: password }];
    const [, option = "", inline] = /^(--?[A-Za-z][A-Za-z0-9.-]*)(?:=(.*))?$/s.exec(word) ?? [];
    const value = inline ?? words[index + 1];
    if (!isSecretName(option) || value === undefined || isHarmless(value, mounted)) return [];
    return inline === undefined && value.startsWith("-") ? [] : [{ name: option, value }];
  });
  return [...named, ...passwordArguments(words).map(({ option, value }) => ({ name: option, value }))];
}

const assignment =
  /(?:^|[\s;&|(`])([A-Za-z_][A-Za-z0-9_]{0,100})=("[^"$`]{1,1024}"|'[^']{1,1024}'|[^\s;&|()"'$`]{1,1024})/g;

/** `NAME=secret` as a word, or in a script before a command. */
function assignments(words: readonly string[], mounted: readonly string[]): SecretArgument[] {
  return words.flatMap((word) =>
    [...word.matchAll(assignment)].flatMap(([, name = "", quoted = ""]) => {
      const value = quoted.replace(/^(["'])(.*)\1$/s, "$2");
      return isSecretName(name) && !isHarmless(value, mounted) && !isPlaceholder(value)
        ? [{ name, value }]
        : [];
    }),
  );
}

/** What a shell inside the container puts in is neither in the file nor in `docker inspect`: probes may read it so. */
function literalSecrets(health: LintHealth | undefined, mounted: readonly string[]): SecretArgument[] {
  if (!health || health.disabled) return [];
  const found = commandsOfHealth(health).flatMap((line) => secretArguments(line, mounted));
  return [...found, ...assignments(health.words, mounted)].filter(
    ({ value }) => value !== "" && !value.includes("$"),
  );
}
