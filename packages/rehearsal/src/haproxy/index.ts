export type { Fault } from "../registration/faults/faults.ts";
export { type ApiCall, type ApiReply, callFromContainer, curlCommand } from "./call-api.ts";
export {
  API_PORT,
  type HaproxyPlace,
  type HaproxySettings,
  haproxyCreateArguments,
} from "./create-arguments.ts";
export { type Docker, dockerClient } from "./docker.ts";
export { haproxyImage } from "./image.ts";
export type { PublishedPorts } from "./published-ports.ts";
export type { RunningHaproxy } from "./running-haproxy.ts";
export { type HaproxyOptions, startHaproxy } from "./start-haproxy.ts";
