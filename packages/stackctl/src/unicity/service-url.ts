import { EXIT, StackError } from "../errors.ts";
import { commandLine } from "../instance/view.ts";
import type { InstanceView } from "../stack/definition.ts";

/** Base URL of a service of a running instance. @throws StackError `SERVICE_STOPPED`, exit 2 */
export function serviceUrl(instance: InstanceView, service: string): string {
  const url = instance.endpoints[service];
  if (url !== undefined) return url;
  throw new StackError(
    {
      code: "SERVICE_STOPPED",
      what: `${service} of "${instance.name}" is not running.`,
      where: instance.root,
      next: `Start it: \`${commandLine("up", instance.name)} --detach\`.`,
    },
    EXIT.unreachable,
  );
}
