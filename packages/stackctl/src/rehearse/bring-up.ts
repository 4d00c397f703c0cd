import { randomBytes } from "node:crypto";
import { type Docker, type Pebble, type RunCommand, type RunningHaproxy, runCommand } from "rehearsal";
import { startAggregatorDouble, startDoor } from "./aggregator.ts";
import {
  filesOf,
  makeFiles,
  makeNetworks,
  type RehearsalFiles,
  startAcme,
  startEdgeHaproxy,
} from "./edge.ts";
import { abortable, requireEngine } from "./engine.ts";
import { ensureImages, type ImageReferences } from "./images.ts";
import { domainsOf, namesOf, projectOf, servicesOf } from "./names.ts";
import { REHEARSED, type RehearsalOptions, type RehearsedName, type RehearsedService } from "./rehearsal.ts";
import { type ScriptSettings, startByScript } from "./run-script.ts";
import { proveService } from "./service-steps.ts";
import { found, type Timeline } from "./timeline.ts";

/** What bringing up works with. */
export interface Start {
  readonly id: string;
  readonly checkout: string;
  readonly options: RehearsalOptions;
  readonly timeline: Timeline;
}

/** The engine and the names of one rehearsal. */
interface Ground extends Start {
  readonly project: string;
  readonly docker: Docker;
  readonly run: RunCommand;
  readonly files: RehearsalFiles;
  readonly images: ImageReferences;
  readonly services: Record<RehearsedName, RehearsedService>;
}

/** Everything that runs. */
export interface BroughtUp extends Ground {
  readonly pebble: Pebble;
  readonly rootPem: string;
  readonly haproxy: RunningHaproxy;
}

/** Makes the steps of a start, in order. @throws StepFailed; what was made stays */
export async function bringUp(start: Start): Promise<BroughtUp> {
  const ground = await prepareGround(start);
  const parts = { ...ground, ...(await startEdge(ground)) };
  for (const name of REHEARSED) {
    await start.timeline.run(`${name}.start`, async (say) => {
      const evidence = await startService(parts, name, say);
      return found(evidence);
    });
    const { services, options } = parts;
    await proveService(start.timeline, { ...parts, name, service: services[name], signal: options.signal });
  }
  return parts;
}

async function prepareGround(start: Start): Promise<Ground> {
  const { id, checkout, options, timeline } = start;
  const run = abortable(options.run ?? runCommand, options.signal);
  const docker = await requireEngine(run);
  const images = await timeline.run("images", async (say) => {
    const { references, made } = await ensureImages(checkout, run, say);
    return { evidence: made === 0 ? "all present" : `${made} made`, value: references };
  });
  const project = projectOf(id);
  const services = servicesOf(project, domainsOf(options.domains));
  return { ...start, project, docker, run, images, services, files: filesOf(project) };
}

async function startEdge(ground: Ground): Promise<Pick<BroughtUp, "pebble" | "rootPem" | "haproxy">> {
  const { id, project, docker, files, options, services, timeline } = ground;
  const apiKey = randomBytes(24).toString("base64url");
  await timeline.run("networks", async () => {
    await makeNetworks(docker, id, project, files.folder);
    await makeFiles(files, apiKey);
    return found(Object.values(namesOf(project)).slice(0, 2).join(", "));
  });
  const acme = await timeline.run("acme", async () => {
    const value = await startAcme(ground, options);
    return { evidence: value.pebble.directoryUrl, value };
  });
  const haproxy = await timeline.run("haproxy", async () => {
    const domains = Object.values(services).map(({ domain }) => domain);
    const value = await startEdgeHaproxy(ground, options, domains, apiKey);
    return { evidence: `127.0.0.1:${value.published.https} for HTTPS`, value };
  });
  return { ...acme, haproxy };
}

/** @returns what was seen, one line */
async function startService(
  parts: BroughtUp,
  name: RehearsedName,
  say: (reason: string) => void,
): Promise<string> {
  const { run, docker, services, options } = parts;
  const settings = settingsOf(parts, name);
  if (name !== "aggregator") return `${await startByScript(run, name, settings, say)} checks passed`;
  say("the chain starts");
  await startAggregatorDouble(docker, { ...parts, ...settings, signal: options.signal });
  await startDoor(run, parts.id, services.aggregator.container, settings, say);
  return "generated/host/aggregator.yml is up";
}

/** What starts a service, with the port that HAProxy has now. */
export function settingsOf(parts: BroughtUp, name: RehearsedName): ScriptSettings {
  const { checkout, project, files, services, images, haproxy, options } = parts;
  const { network, stackNetwork } = namesOf(project);
  return {
    ...{ checkout, project, network, stackNetwork, haproxyHost: "haproxy", ...files },
    domain: services[name].domain,
    image: images[name === "aggregator" ? "aggregator-proxy" : name],
    httpsAddress: `127.0.0.1:${haproxy.published.https}`,
    environment: options.environment?.[name],
  };
}
