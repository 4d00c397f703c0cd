import { own } from "../../own.ts";
import type { LintDocument, LintMount, LintVariable } from "../compose/document.ts";
import type { Rule } from "../rule.ts";
import { isHarmless, isPlaceholder, isSecretName, passwordIn } from "../secret-text.ts";
import { tokenIn } from "../secret-token.ts";
import { eachService } from "./each-service.ts";

/** Secrets stand in no label and no inline file. */
export const secretsPlainText: Rule = {
  id: "secrets.plain-text",
  title: "no label and no inline config holds a secret",
  severity: "error",
  why: "A label is shown by `docker inspect` and read by every tool on the host; the content of an inline config is in every clone of the repository.",
  fix: "Put the secret into a file under `secrets:`, and name that file where the secret stands now.",
  fixDefinition:
    "Add a secret to `secrets` of the stack, give it to the service (`secrets: [{ secret }]`), and name /run/secrets/<secret> where the secret stands now.",
  references: ["OWASP Docker Security Cheat Sheet RULE #12"],
  red: { compose: "services:\n  web:\n    labels:\n      com.example.db-password: hunter2\n" },
  green: { compose: "services:\n  web:\n    labels:\n      com.example.role: web\n" },
  check: (subject) =>
    eachService(subject, ({ labels, mounts }) => [
      ...labels.flatMap(labelMistake),
      ...mounts.flatMap((mount) => configMistake(mount, subject.document)),
    ]),
};

function labelMistake({ name, value, fromOutside, path }: LintVariable) {
  if (value === null || (fromOutside && isPlaceholder(value))) return [];
  const password = passwordIn(value);
  const found =
    tokenIn(value) ??
    (password !== undefined && !(fromOutside && isPlaceholder(password)) ? "a password" : undefined) ??
    (isSecretName(name) && !isHarmless(value, []) ? "a secret" : undefined);
  return found === undefined ? [] : [{ path, message: `has ${found} in the label ${name}`, detail: name }];
}

function configMistake({ type, source }: LintMount, { configs }: LintDocument) {
  const content = type === "config" ? own(configs, source)?.content : undefined;
  if (content === undefined) return [];
  const found = tokenIn(content) ?? (hasPassword(content) ? "a password" : undefined);
  const path = ["configs", source, "content"];
  return found === undefined
    ? []
    : [{ path, message: `has ${found} in the inline config "${source}"`, detail: source }];
}

/** What a program inside the container puts in is not in the file. */
function hasPassword(content: string): boolean {
  const password = passwordIn(content);
  return password !== undefined && !/[$<{%]/.test(password) && !isHarmless(password, []);
}
