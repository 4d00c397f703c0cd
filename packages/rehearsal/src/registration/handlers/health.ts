import type { Api, Call } from "../api.ts";
import type { Answer } from "../http/answer.ts";

const API_VERSION = "1.0";
/** Age in ms at which a lock suggests a writer that died. */
const OLD_LOCK = 30_000;

/** `GET /v1/health`: 503 without a HAProxy master, degraded while a lock is older than 30 s. Never needs a key. */
export async function health(_call: Call, { haproxy, store }: Api): Promise<Answer> {
  const master = await haproxy.master();
  if (!master) {
    const error = "No HAProxy master process";
    return { status: 503, body: { status: "unhealthy", error, api_version: API_VERSION } };
  }
  const [registrations, lockAge = 0] = await Promise.all([store.list(), store.lockAge()]);
  const degraded = lockAge > OLD_LOCK;
  return {
    status: 200,
    body: {
      status: degraded ? "degraded" : "healthy",
      haproxy_pid: master.pid,
      api_version: API_VERSION,
      backends_count: registrations.length,
      ...(master.uptimeSeconds !== undefined && { haproxy_uptime_seconds: master.uptimeSeconds }),
      ...(degraded && { warning: `The lock file is ${Math.floor(lockAge / 1000)} s old` }),
    },
  };
}
