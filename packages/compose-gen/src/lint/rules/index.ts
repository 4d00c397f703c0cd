import type { Rule } from "../rule.ts";
import { buildPrivileges } from "./build-privileges.ts";
import { composeLiteralVariable } from "./compose-literal-variable.ts";
import { composeRaw } from "./compose-raw.ts";
import { composeRawKey } from "./compose-raw-key.ts";
import { composeSchema } from "./compose-schema.ts";
import { composeUnresolved } from "./compose-unresolved.ts";
import { dependenciesCycle } from "./dependencies-cycle.ts";
import { dependenciesHealth } from "./dependencies-health.ts";
import { dependenciesKnown } from "./dependencies-known.ts";
import { dependenciesStarted } from "./dependencies-started.ts";
import { filesystemReadOnly } from "./filesystem-read-only.ts";
import { filesystemSensitiveBind } from "./filesystem-sensitive-bind.ts";
import { filesystemWritablePaths } from "./filesystem-writable-paths.ts";
import { healthHeadRequest } from "./health-head-request.ts";
import { healthPresent } from "./health-present.ts";
import { healthTool } from "./health-tool.ts";
import { imageIndexDigest } from "./image-index-digest.ts";
import { imageLocked } from "./image-locked.ts";
import { imagePinned } from "./image-pinned.ts";
import { imageVerified } from "./image-verified.ts";
import { jobsAdopted } from "./jobs-adopted.ts";
import { limitsKept } from "./limits-kept.ts";
import { limitsMemory } from "./limits-memory.ts";
import { limitsPids } from "./limits-pids.ts";
import { loggingRotation } from "./logging-rotation.ts";
import { portsLoopback } from "./ports-loopback.ts";
import { portsOwner } from "./ports-owner.ts";
import { privilegesCapabilities } from "./privileges-capabilities.ts";
import { privilegesCapabilityNames } from "./privileges-capability-names.ts";
import { privilegesDevices } from "./privileges-devices.ts";
import { privilegesDockerSocket } from "./privileges-docker-socket.ts";
import { privilegesHostNamespace } from "./privileges-host-namespace.ts";
import { privilegesNoNewPrivileges } from "./privileges-no-new-privileges.ts";
import { privilegesPrivileged } from "./privileges-privileged.ts";
import { privilegesSecurityProfile } from "./privileges-security-profile.ts";
import { privilegesSharedNamespace } from "./privileges-shared-namespace.ts";
import { restartPolicy } from "./restart-policy.ts";
import { secretsArguments } from "./secrets-arguments.ts";
import { secretsConsumers } from "./secrets-consumers.ts";
import { secretsEnvironment } from "./secrets-environment.ts";
import { secretsPlainText } from "./secrets-plain-text.ts";
import { userGroups } from "./user-groups.ts";
import { userNonRoot } from "./user-non-root.ts";
import { volumesKeysExposed } from "./volumes-keys-exposed.ts";
import { waiverExpired } from "./waiver-expired.ts";
import { waiverRule } from "./waiver-rule.ts";
import { waiverUnused } from "./waiver-unused.ts";

/** Every rule, by topic: what runs, who reaches it, what it may do, how it lives, what it keeps, how it is excused. */
export const rules: readonly Rule[] = [
  imagePinned,
  imageIndexDigest,
  imageVerified,
  imageLocked,
  buildPrivileges,
  portsLoopback,
  portsOwner,
  userNonRoot,
  userGroups,
  privilegesCapabilities,
  privilegesCapabilityNames,
  privilegesNoNewPrivileges,
  privilegesPrivileged,
  privilegesHostNamespace,
  privilegesSharedNamespace,
  privilegesDockerSocket,
  privilegesSecurityProfile,
  privilegesDevices,
  filesystemReadOnly,
  filesystemWritablePaths,
  filesystemSensitiveBind,
  limitsMemory,
  limitsPids,
  limitsKept,
  loggingRotation,
  restartPolicy,
  healthPresent,
  healthTool,
  healthHeadRequest,
  jobsAdopted,
  dependenciesKnown,
  dependenciesCycle,
  dependenciesHealth,
  dependenciesStarted,
  volumesKeysExposed,
  secretsEnvironment,
  secretsArguments,
  secretsPlainText,
  secretsConsumers,
  waiverRule,
  waiverExpired,
  waiverUnused,
  composeSchema,
  composeLiteralVariable,
  composeRawKey,
  composeRaw,
  composeUnresolved,
];

/** The rule with this name. */
export function ruleNamed(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
