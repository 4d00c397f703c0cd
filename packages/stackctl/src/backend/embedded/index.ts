import type { OperationLock } from "../../instance/lock.ts";
import { refuseUnfinished } from "../../snapshot/unfinished.ts";
import type { Backend, BroughtUp, Operation, UpRequest } from "../backend.ts";
import { bringUp } from "./bring-up.ts";
import { inspectInstance, rowsOf } from "./inspect.ts";
import { logReader } from "./logs.ts";
import { inspectPlan, prepareUp } from "./prepare-up.ts";
import type { Session } from "./session.ts";
import { asBefore, embeddedSnapshots } from "./snapshots.ts";
import { sessionOf } from "./state.ts";
import { stopServices, takeDown } from "./take-down.ts";
import { watchServices } from "./watch.ts";
import { planEmbeddedWipe, wipeEmbedded } from "./wipe.ts";

/** Services as plain processes of this host. */
export const embeddedBackend: Backend = {
  name: "embedded",
  planUp: async ({ paths, stack }, request) => {
    refuseUnfinished(paths, request.instance);
    return inspectPlan(paths, stack, request).plan;
  },
  up: upEmbedded,
  restart: (operation, lock) => upEmbedded(operation, asBefore(operation), lock),
  watch: watchServices,
  down: (operation) => takeDown(sessionOf(operation)),
  inspect: async (place) => inspectInstance(place),
  logs: async (place) => logReader(place),
  planWipe: async (place, scope) => planEmbeddedWipe(place, scope),
  wipe: wipeEmbedded,
  pull: async () => [],
  snapshots: embeddedSnapshots,
};

async function upEmbedded(operation: Operation, request: UpRequest, lock: OperationLock): Promise<BroughtUp> {
  const { plan, state } = await prepareUp({ ...operation, request, lock });
  const started = plan.services.filter(({ action }) => action === "start").map(({ name }) => name);
  const session: Session = { ...operation, state };
  const checks = await bringUp(session, plan, request);
  return {
    plan,
    started,
    checks,
    rows: rowsOf(operation.stack, state),
    undo: async () => void (await stopServices(session, started)),
  };
}
