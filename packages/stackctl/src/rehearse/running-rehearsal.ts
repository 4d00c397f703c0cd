import type { Docker } from "rehearsal";
import { type BroughtUp, settingsOf } from "./bring-up.ts";
import { domainsOf, namesOf } from "./names.ts";
import type { Rehearsal, RehearsedName } from "./rehearsal.ts";
import { removeRehearsal } from "./remove.ts";
import { runScript } from "./run-script.ts";
import type { Timeline } from "./timeline.ts";
import { askOverTls, openWebSocketOverTls, servedCertificate } from "./tls-client.ts";

/** What its user gets of a rehearsal that is up. @param removal the engine for its end, also after an interruption */
export function runningRehearsal(parts: BroughtUp, timeline: Timeline, removal: Docker): Rehearsal {
  const { id, project, services, files, rootPem, haproxy, pebble, images, options, run } = parts;
  const { network, stackNetwork } = namesOf(project);
  const { rootFile, folder, apiKeyFile } = files;
  const place = (name: RehearsedName) => {
    return { domain: services[name].domain, port: haproxy.published.https, ca: rootPem };
  };
  const stop = async () => void (await removeRehearsal(removal, id));
  return {
    ...{ id, project, network, stackNetwork, services, domains: domainsOf(options.domains) },
    ...{ rootPem, rootFile, folder, apiKeyFile, haproxy, pebble },
    ...{ imageReferences: images, timeline: timeline.results },
    get httpsPort() {
      return haproxy.published.https;
    },
    get httpPort() {
      return haproxy.published.http;
    },
    request: (name, path, request) => askOverTls(place(name), path, request),
    certificate: (domain) => servedCertificate(domain, haproxy.published.https),
    openWebSocket: (name, path) => openWebSocketOverTls(place(name), path),
    runScript: (name, args) => runScript(run, name, args, settingsOf(parts, name)),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
