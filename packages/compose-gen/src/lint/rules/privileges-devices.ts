import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** No device of the host is given away without a reason. */
export const privilegesDevices: Rule = {
  id: "privileges.devices",
  title: "no device of the host is given to a container",
  severity: "error",
  why: "A disk device is the host's file system without its permissions; other devices have drivers that were not written for untrusted programs.",
  fix: "Remove the key (`devices`, `gpus`, `device_cgroup_rules`, `deploy.resources.reservations.devices`), or waive the rule with the reason why this device is needed.",
  fixDefinition:
    "Remove the key from `compose: {…}`, or add the waiver `privileges.devices` with the reason why this device is needed.",
  references: ["CIS Docker Benchmark 5.18"],
  red: { compose: "services:\n  web:\n    devices:\n      - /dev/sda:/dev/sda\n" },
  green: { compose: "services:\n  web:\n    volumes:\n      - data:/var/lib/web\nvolumes:\n  data: {}\n" },
  check: (subject) =>
    eachService(subject, ({ devices }) =>
      [...new Set(devices.map(({ key }) => key))].map((key) => {
        const named = devices.filter((device) => device.key === key).map(({ device }) => device);
        return { path: key, message: `gets devices of the host: ${named.join(", ")}` };
      }),
    ),
};
