import type { Backend, Place } from "../../backend/backend.ts";
import { runAllChecks } from "../../checks/run-checks.ts";
import { type Health, healthOf } from "../../checks/summary.ts";
import { requireRunning } from "../../instance/view.ts";
import { FILES } from "../../unicity/files.ts";
import { serviceUrl } from "../../unicity/service-url.ts";
import type { Endpoints } from "../wallets/wallet.ts";

/** Time for one check, ms: a machine under load answers late. */
const CHECK_TIMEOUT = 5_000;

/** Where the services of a running instance are. @throws StackError `INSTANCE_STOPPED`, `SERVICE_STOPPED`, exit 2 */
export async function endpointsOf(backend: Backend, place: Place): Promise<Endpoints> {
  const { view } = await backend.inspect(place);
  requireRunning(view);
  return {
    relay: serviceUrl(view, "relay"),
    aggregator: serviceUrl(view, "aggregator"),
    faucet: serviceUrl(view, "faucet"),
    trustBase: view.file(FILES.trustBase),
  };
}

/** Health of an instance, by all of its checks. */
export async function healthNow(backend: Backend, place: Place, signal: AbortSignal): Promise<Health> {
  const { view, checked } = await backend.inspect(place);
  return healthOf(await runAllChecks(checked, view, { timeoutMs: CHECK_TIMEOUT, signal }));
}
