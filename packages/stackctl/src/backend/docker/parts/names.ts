import { DEFAULT_INSTANCE } from "../../../instance/names.ts";

/** Label of networks that this program has made; its value is the folder of the instance. */
export const NETWORK_LABEL = "unicity.stackctl.instance";
/** Label of the volumes and networks that Compose makes for an instance; its value is the id of the instance. */
export const OWNER_LABEL = "unicity.stackctl.instance-id";

/** Compose project of one stack of an instance, e.g. `unicity-relay` or `unicity-relay-two`. */
export function projectName(project: string, stack: string, instance: string): string {
  return `${project}-${stack}${suffix(instance)}`;
}

/** Network on which the stacks of an instance meet. */
export function networkName(project: string, instance: string): string {
  return `${project}${suffix(instance)}`;
}

function suffix(instance: string): string {
  return instance === DEFAULT_INSTANCE ? "" : `-${instance}`;
}
