import type { HaproxyControl } from "./api.ts";
import { startFaultControl } from "./faults/control-server.ts";
import { Faults } from "./faults/faults.ts";
import { findMaster, uptimeSeconds } from "./haproxy/processes.ts";
import { drainServers, reviveServers } from "./haproxy/server-state.ts";
import { checkConfiguration, signalReload } from "./reload/reload-haproxy.ts";
import { ReloadQueue } from "./reload/reload-queue.ts";
import { resolveAnew } from "./resolve-anew.ts";
import { startRegistrationApi } from "./server.ts";
import type { Settings } from "./settings.ts";
import type { RegistrationStore } from "./store/store.ts";

/** Runs the API beside the HAProxy of this container until the process is ended. */
export async function serve(
  settings: Settings,
  store: RegistrationStore,
  writeConfiguration: () => Promise<void>,
): Promise<void> {
  const faults = new Faults();
  const reload = async () => {
    if (faults.take("reload-failed")) throw new Error("injected fault");
    await writeConfiguration();
    await checkConfiguration(settings.confDir);
    await signalReload();
  };
  const reloads = new ReloadQueue(reload, settings.debounce);
  const haproxy = haproxyControl(settings.adminSocket);
  const log = (line: string) => console.log(`[registration-api] ${line}`);
  const now = () => new Date();
  await startRegistrationApi(
    { settings, store, reloads, haproxy, faults, resolve4: (name) => resolveAnew(name), now, log },
    settings.port,
  );
  if (settings.faultsPort !== undefined) await startFaultControl(faults, settings.faultsPort);
  log(`port ${settings.port}, ${(await store.list()).length} registrations`);
}

function haproxyControl(socketPath: string): HaproxyControl {
  return {
    async master() {
      const pid = await findMaster();
      return pid === undefined ? undefined : { pid, uptimeSeconds: await uptimeSeconds(pid) };
    },
    revive: (route, address) => reviveServers(socketPath, route, address),
    drain: (route) => drainServers(socketPath, route),
  };
}
