import type { Probe } from "../probe.ts";
import { budgetProbe } from "./budget.ts";
import { certificatesProbe } from "./certificates.ts";
import { checksProbe } from "./checks.ts";
import { clockProbe } from "./clock.ts";
import { diskProbe } from "./disk.ts";
import { driftProbe } from "./drift.ts";
import { engineProbe } from "./engine.ts";
import { imagesProbe } from "./images.ts";
import { memoryProbe } from "./memory.ts";
import { namesProbe } from "./names.ts";
import { operationProbe } from "./operation.ts";
import { overridesProbe } from "./overrides.ts";
import { port80Probe } from "./port-80.ts";
import { portsProbe } from "./ports.ts";
import { registrationsProbe } from "./registrations.ts";
import { registryProbe } from "./registry.ts";
import { renewalsProbe } from "./renewals.ts";
import { resolutionProbe } from "./resolution.ts";
import { secretsProbe } from "./secrets.ts";
import { servicesProbe } from "./services.ts";

/** All probes, in the order of the report: from the host up to what was set by hand. */
export const PROBES: readonly Probe[] = [
  engineProbe,
  operationProbe,
  diskProbe,
  memoryProbe,
  clockProbe,
  portsProbe,
  servicesProbe,
  checksProbe,
  namesProbe,
  port80Probe,
  certificatesProbe,
  renewalsProbe,
  budgetProbe,
  registrationsProbe,
  resolutionProbe,
  secretsProbe,
  imagesProbe,
  registryProbe,
  driftProbe,
  overridesProbe,
];
