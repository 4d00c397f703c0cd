import { own } from "../../own.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

const compose = (name: string) => `services:
  ${name}:
    secrets: [signing-key]
secrets:
  signing-key: {file: ./secrets/signing-key}
`;
const facts = { consumers: { "signing-key": ["signer"] } };

/** A secret is read only by those whom its definition names. */
export const secretsConsumers: Rule = {
  id: "secrets.consumers",
  title: "a secret is given only to the services that its definition names",
  severity: "error",
  why: "The consumers of a secret are what a reviewer reads: who has it beyond them was not meant to.",
  fix: "Name the service in `consumers` of the secret, or do not give it the secret.",
  references: ["OWASP Docker Security Cheat Sheet RULE #12"],
  red: { compose: compose("web"), facts },
  green: { compose: compose("signer"), facts },
  check: (subject) =>
    eachService(subject, ({ name, mounts }) =>
      mounts.flatMap(({ type, source, path }) => {
        const consumers = own(subject.facts.consumers, source);
        if (type !== "secret" || !consumers || consumers.includes(name)) return [];
        const message = `reads the secret "${source}", whose consumers are ${consumers.join(", ")}`;
        return [{ path, message, detail: source }];
      }),
    ),
};
