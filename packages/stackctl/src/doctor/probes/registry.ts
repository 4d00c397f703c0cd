import { readDefinitions } from "../../backend/docker/parts/definitions.ts";
import { type Finding, notApplicable, ok, unknown, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import type { WebAnswer } from "../sight/web.ts";

export interface RegistryFacts {
  registries: readonly { host: string; answer: WebAnswer }[];
  /** The engine has a proxy or a mirror: what this program reaches says little. */
  fetchesElsewhere: boolean;
}

/** Images can be fetched. */
export function judgeRegistries({ registries, fetchesElsewhere }: RegistryFacts): Finding[] {
  if (registries.length === 0) return [notApplicable("No registry is in use.", "no container of ours")];
  return registries.map(({ host, answer }) => judgeRegistry(host, answer, fetchesElsewhere));
}

function judgeRegistry(host: string, answer: WebAnswer, fetchesElsewhere: boolean): Finding {
  if (answer.reached && (answer.status < 400 || answer.status === 401 || answer.status === 403))
    return ok("REGISTRY", `The registry ${host} answers.`, `status ${answer.status}`);
  if (answer.reached) {
    const limited = answer.status === 429;
    const code = limited ? "REGISTRY_LIMITED" : "REGISTRY_SICK";
    const what = limited ? `The registry ${host} limits this host.` : `The registry ${host} is not well.`;
    return warning(
      code,
      what,
      `status ${answer.status}`,
      "Wait, or `docker login`; what runs is not touched by it.",
    );
  }
  if (fetchesElsewhere) {
    const next = "Try it: `npx @unicity-sphere/stackctl pull`.";
    const what = `Whether the engine reaches ${host} is not known: it has a proxy or a mirror.`;
    return unknown("REGISTRY", what, `this program does not: ${answer.why}`, next);
  }
  const what = `The registry ${host} does not answer.`;
  const next = "Nothing that runs needs it; for an upgrade, bring the network up or load images from files.";
  return warning("REGISTRY_UNREACHABLE", what, answer.why, next);
}

/** The registry in a reference; Docker Hub where it names none. */
export function registryOf(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  const named = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return named && first !== "docker.io" ? first : "registry-1.docker.io";
}

/** URL that every registry answers (OCI distribution specification, `end-1`). */
export const registryUrl = (host: string) => `https://${host}/v2/`;

/** Registries of our own images and of those in use; images that were made here are in none. */
export function registriesOf(references: readonly string[], own: string | undefined): string[] {
  const named = references.filter(
    (reference) => reference.includes("@sha256:") || registryOf(reference).includes("ghcr"),
  );
  return [...new Set([...named, ...(own ? [own] : [])].map(registryOf))];
}

export const registryProbe = defineProbe<RegistryFacts>({
  name: "registry",
  title: "Registries",
  needsEngine: true,
  async gather(sight) {
    const engine = await sight.engine();
    const references = (await sight.ours()).map(({ image }) => image);
    if (references.length === 0 && !sight.needsEngine) return { registries: [], fetchesElsewhere: false };
    const { imageRegistry } = readDefinitions();
    const hosts = registriesOf(references, imageRegistry && `${imageRegistry}/x`);
    const registries = await Promise.all(
      hosts.map(async (host) => ({ host, answer: await sight.web(registryUrl(host)) })),
    );
    return { registries, fetchesElsewhere: engine.reachable && engine.facts.fetchesElsewhere };
  },
  judge: judgeRegistries,
});
