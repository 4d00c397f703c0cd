/** Control of a running embedded stack, for tests: faults, rounds, snapshots. */
export { connectControl } from "./control/connect-control.ts";
export {
  type Fault,
  SERVICE_NAMES,
  type ServiceName,
  type StackControl,
} from "./control/stack-control.ts";
