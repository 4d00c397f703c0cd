import type { LintVariable } from "../compose/document.ts";
import type { Problem } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { isHarmless, isPlaceholder, isSecretName, passwordIn } from "../secret-text.ts";
import { tokenIn } from "../secret-token.ts";
import { eachService } from "./each-service.ts";

/** Secrets are files. */
export const secretsEnvironment: Rule = {
  id: "secrets.environment",
  title: "secrets are files, not environment variables",
  severity: "error",
  why: "A value in the file is in every clone of the repository. Also one from the shell is shown by `docker inspect`, inherited by every child process and printed by crash reports.",
  fix: "Put it into a file under `secrets:` and give the service the path: most images read `…_FILE`.",
  fixDefinition:
    "Add a secret to `secrets` of the stack, give it to the service (`secrets: [{ secret }]`) and set the `…_FILE` variable to /run/secrets/<secret>.",
  references: ["OWASP Docker Security Cheat Sheet RULE #12"],
  red: { compose: "services:\n  web:\n    environment:\n      DB_PASSWORD: hunter2\n" },
  green: {
    compose: `services:
  web:
    environment:
      DB_PASSWORD_FILE: /run/secrets/db-password
    secrets: [db-password]
secrets:
  db-password: {file: ./secrets/db-password}
`,
  },
  check: (subject) =>
    eachService(subject, ({ environment, hooks, build, mounts }) => {
      const mounted = mounts.map(({ target }) => target);
      return [...environment, ...hooks.flatMap((hook) => hook.environment), ...(build?.args ?? [])].flatMap(
        (variable) => mistake(variable, mounted) ?? [],
      );
    }),
};

function mistake(variable: LintVariable, mounted: readonly string[]): Omit<Problem, "service"> | undefined {
  const { name, value, fromOutside, path } = variable;
  const isGiven = (text: string) => fromOutside && (text === "" || isPlaceholder(text));
  const token = value === null ? undefined : tokenIn(value);
  if (token !== undefined) return { path, message: `has ${token} as plain text in ${name}`, detail: name };
  const password = value === null ? undefined : passwordIn(value);
  if (password !== undefined && !isGiven(password) && !isHarmless(password, mounted))
    return { path, message: `has a password in the text of ${name}`, detail: name };
  if (!isSecretName(name)) {
    if (password === undefined || !isGiven(password)) return undefined;
    return {
      path,
      message: `gets a password from the shell in the text of ${name}`,
      detail: name,
      severity: "warning",
    };
  }
  if (value === null || isGiven(value))
    return {
      path,
      message: `gets ${name} from the shell into its environment`,
      detail: name,
      severity: "warning",
    };
  return isHarmless(value, mounted)
    ? undefined
    : { path, message: `has ${name} as plain text in its environment`, detail: name };
}
