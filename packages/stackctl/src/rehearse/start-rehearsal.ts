import { randomBytes } from "node:crypto";
import { type Docker, runCommand } from "rehearsal";
import { startAggregatorDouble, startDoor } from "./aggregator.ts";
import { findCheckout } from "./checkout.ts";
import { type EdgeSettings, filesOf, makeFiles, makeNetworks, startAcme, startEdgeHaproxy } from "./edge.ts";
import { abortable, requireEngine } from "./engine.ts";
import { ensureImages } from "./images.ts";
import { domainsOf, namesOf, newRehearsalId, projectOf } from "./names.ts";
import {
  REHEARSED,
  type Rehearsal,
  type RehearsalOptions,
  type RehearsedName,
  type RehearsedService,
} from "./rehearsal.ts";
import { removeRehearsal } from "./remove.ts";
import { runScript, type ScriptSettings, startByScript } from "./run-script.ts";
import { proveService } from "./service-steps.ts";
import { StepFailed } from "./step-failed.ts";
import { START_STEPS } from "./steps.ts";
import { found, Timeline } from "./timeline.ts";
import { askOverTls, openWebSocketOverTls, servedCertificate } from "./tls-client.ts";

/**
 * Brings up relay, aggregator and faucet behind HAProxy with certificates of an ACME server, each as an operator does.
 * @throws StackError `NO_CHECKOUT`, `ENGINE_UNREACHABLE`; StepFailed, after everything is removed again
 */
export async function startRehearsal(options: RehearsalOptions = {}): Promise<Rehearsal> {
  const checkout = options.checkout ?? findCheckout();
  const removal = await requireEngine(options.run ?? runCommand);
  const id = newRehearsalId();
  const timeline = new Timeline(START_STEPS, options.onStep);
  try {
    return await bringUp({ id, checkout, options, timeline, removal });
  } catch (error) {
    const failure = error instanceof StepFailed ? await withServiceLog(error, removal, id) : error;
    await removeRehearsal(removal, id);
    throw failure;
  }
}

interface Start {
  readonly id: string;
  readonly checkout: string;
  readonly options: RehearsalOptions;
  readonly timeline: Timeline;
  /** The engine for what must happen even after an interruption. */
  readonly removal: Docker;
}

/** Container and certificate volume of each service. */
export function servicesOf(
  project: string,
  domains: Record<RehearsedName, string>,
): Record<RehearsedName, RehearsedService> {
  const container = (name: RehearsedName) =>
    `${project}-${name === "aggregator" ? "aggregator-proxy" : name}`;
  const service = (name: RehearsedName): RehearsedService => ({
    domain: domains[name],
    container: container(name),
    letsencryptVolume: `${container(name)}-letsencrypt`,
  });
  return { relay: service("relay"), aggregator: service("aggregator"), faucet: service("faucet") };
}

async function bringUp({ id, checkout, options, timeline, removal }: Start): Promise<Rehearsal> {
  const { signal } = options;
  const run = abortable(options.run ?? runCommand, signal);
  const docker = await requireEngine(run);
  const project = projectOf(id);
  const names = namesOf(project);
  const [files, domains] = [filesOf(project), domainsOf(options.domains)];
  const services = servicesOf(project, domains);
  const apiKey = randomBytes(24).toString("base64url");
  const images = await timeline.run("images", async (say) => {
    const { references, made } = await ensureImages(checkout, run, say);
    return { evidence: made === 0 ? "all present" : `${made} made`, value: references };
  });
  await timeline.run("networks", async () => {
    await makeNetworks(docker, id, project, files.folder);
    await makeFiles(files, apiKey);
    return found(`${names.network}, ${names.stackNetwork}`);
  });
  const edge: EdgeSettings = { id, project, images, files, run };
  const { pebble, rootPem } = await timeline.run("acme", async () => {
    const value = await startAcme(edge, options);
    return { evidence: value.pebble.directoryUrl, value };
  });
  const haproxy = await timeline.run("haproxy", async () => {
    const value = await startEdgeHaproxy(edge, options, Object.values(domains), apiKey);
    return { evidence: `127.0.0.1:${value.published.https} for HTTPS`, value };
  });
  const settingsOf = (name: RehearsedName): ScriptSettings => ({
    ...{
      checkout,
      project,
      network: names.network,
      stackNetwork: names.stackNetwork,
      haproxyHost: "haproxy",
    },
    ...files,
    domain: domains[name],
    image: images[name === "aggregator" ? "aggregator-proxy" : name],
    httpsAddress: `127.0.0.1:${haproxy.published.https}`,
    environment: options.environment?.[name],
  });
  for (const name of REHEARSED) {
    await timeline.run(`${name}.start`, async (say) => {
      const settings = settingsOf(name);
      if (name !== "aggregator")
        return found(`${await startByScript(run, name, settings, say)} checks passed`);
      say("the chain starts");
      await startAggregatorDouble(docker, {
        checkout,
        id,
        project,
        stackNetwork: names.stackNetwork,
        images,
        signal,
      });
      await startDoor(run, id, services.aggregator.container, settings, say);
      return found("generated/host/aggregator.yml is up");
    });
    await proveService(timeline, { name, service: services[name], docker, haproxy, rootPem, signal });
  }
  const place = (name: RehearsedName) => ({
    domain: domains[name],
    port: haproxy.published.https,
    ca: rootPem,
  });
  const stop = async () => void (await removeRehearsal(removal, id));
  return {
    ...{ id, project, network: names.network, stackNetwork: names.stackNetwork, domains, services },
    ...{ rootPem, rootFile: files.rootFile, folder: files.folder, apiKeyFile: files.apiKeyFile },
    ...{ haproxy, pebble, imageReferences: images, timeline: timeline.results },
    get httpsPort() {
      return haproxy.published.https;
    },
    get httpPort() {
      return haproxy.published.http;
    },
    request: (name, path, request) => askOverTls(place(name), path, request),
    certificate: (domain) => servedCertificate(domain, haproxy.published.https),
    openWebSocket: (name, path) => openWebSocketOverTls(place(name), path),
    runScript: (name, args) => runScript(run, name, args, settingsOf(name)),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** A failed step of a service shows what its container wrote last. */
async function withServiceLog(failure: StepFailed, docker: Docker, id: string): Promise<StepFailed> {
  const { service } = failure.step;
  if (service === undefined || failure.step.id.endsWith(".start")) return failure;
  const { container } = servicesOf(projectOf(id), domainsOf())[service];
  const { stdout, stderr } = await docker.result("logs", "--tail", "15", container);
  return failure.withLog(`${stdout}\n${stderr}`.trim());
}
