import { isRootGroup } from "../root.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** Groups of Linux distributions whose members own the host, a device or everybody's files. */
const powerful = new Set(
  `adm audio containerd disk docker input incus-admin kmem kvm libvirt lxd netdev plugdev podman render root shadow staff sudo
   systemd-journal tty video wheel`.split(/\s+/),
);

/** No additional group opens what the user may not. */
export const userGroups: Rule = {
  id: "user.groups",
  title: "no container is in a group that owns the host or its devices",
  severity: "error",
  why: "To the kernel a group of a container is that of the host: `docker` may start privileged containers, `disk` writes the host's disks, `shadow` reads its passwords. Files of the image are open to group 0 as well.",
  fix: "Remove the group from `group_add`; give the files that are needed to the user of the service.",
  fixDefinition: "Remove `group_add` from `compose: {…}`; give the files that are needed to `runtime.user`.",
  references: ["CIS Docker Benchmark 5.32", "OWASP Docker Security Cheat Sheet RULE #2"],
  red: { compose: "services:\n  web:\n    group_add: [docker]\n" },
  green: { compose: 'services:\n  web:\n    group_add: ["2000"]\n' },
  check: (subject) =>
    eachService(subject, ({ groups }) =>
      groups
        .filter((group) => isRootGroup(group) || powerful.has(group))
        .map((group) => ({ path: "group_add", message: `is in the group ${group}`, detail: group })),
    ),
};
