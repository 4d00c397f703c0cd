import type { Rule } from "../rule.ts";
import type { Command } from "../shell/commands.ts";
import { baseName, commandsOfHealth } from "../shell/exec.ts";
import { factsOf } from "../subject.ts";
import { eachService } from "./each-service.ts";

const facts = { services: { web: { image: { key: "shop", tools: ["wget"], refuses: ["HEAD"] } } } };

/** A health check does not ask with HEAD where only GET is answered. */
export const healthHeadRequest: Rule = {
  id: "health.head-request",
  title: "a health check does not send HEAD to a service that refuses it",
  severity: "error",
  why: "`wget --spider` and `curl --head` send HEAD. A service that answers only GET says 404 or 405 to it, and is unhealthy for ever.",
  fix: "Ask with GET and drop the answer: `wget -qO /dev/null URL`, `curl -fsS -o /dev/null URL`.",
  references: ["CIS Docker Benchmark 5.27", "RFC 9110 section 9.3.2"],
  red: {
    compose:
      'services:\n  web:\n    healthcheck:\n      test: ["CMD", "wget", "--spider", "-q", "http://127.0.0.1:80/health"]\n',
    facts,
  },
  green: {
    compose:
      'services:\n  web:\n    healthcheck:\n      test: ["CMD", "wget", "-qO", "/dev/null", "http://127.0.0.1:80/health"]\n',
    facts,
  },
  check: (subject) =>
    eachService(subject, ({ name, health }) =>
      commandsOfHealth(health ?? { disabled: true })
        .filter(sendsHead)
        .map((command) => ({ command, asked: askedHost(command) }))
        .map(({ command, asked }) => ({
          command,
          asked: subject.document.services.some((service) => service.name === asked) ? (asked ?? name) : name,
        }))
        .filter(({ asked }) => factsOf(subject, asked).image?.refuses.includes("HEAD"))
        .map(({ command, asked }) => ({
          path: "healthcheck",
          message: `is checked with HEAD (${command.slice(0, 3).join(" ")} …), which ${asked === name ? "it" : asked} refuses`,
        })),
    ),
};

function sendsHead([program = "", ...words]: Command): boolean {
  if (baseName(program) === "wget") return words.includes("--spider");
  if (baseName(program) !== "curl") return false;
  return words.some(
    (word, index) =>
      word === "--head" ||
      /^-[a-zA-Z]*I/.test(word) ||
      /^(?:-X|--request=)HEAD$/.test(word) ||
      (word === "HEAD" && /^(?:-[a-zA-Z]*X|--request)$/.test(words[index - 1] ?? "")),
  );
}

function askedHost(words: Command): string | undefined {
  return words.map((word) => /^https?:\/\/([^/:?#]+)/.exec(word)?.[1]).find((host) => host !== undefined);
}
