import { createRedactor, secretsOfVariables } from "@unicity-sphere/stackctl/harness";
import { isKnown, isOfInterest } from "./variables.ts";

/** Shorter ones would take ordinary words out of a report, characters. */
const SHORTEST = 8;

/** Takes out of texts what the variables of a run hold: by their names, and values of those that nobody here knows. */
export function redactorOf(env: NodeJS.ProcessEnv): (text: string) => string {
  const unknown = Object.entries(env).flatMap(([name, value = ""]) =>
    isOfInterest(name) && !isKnown(name) && value.length >= SHORTEST && !isPlace(value)
      ? [{ name, value }]
      : [],
  );
  return createRedactor([...secretsOfVariables(env), ...unknown]).redact;
}

/** Paths and addresses are in everything; passwords in addresses are taken out on their own. */
const isPlace = (value: string) => /^(?:[./~]|[a-z]+:\/\/)/i.test(value);
