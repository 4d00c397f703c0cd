import * as z from "zod/mini";
import type { Engine } from "../../backend/docker/engine/engine.ts";

const certificate = z.looseObject({
  serial: z.string(),
  servedSerial: z.nullable(z.string()),
  notAfter: z.string(),
  daysLeft: z.number(),
  issuer: z.string(),
  environment: z.string(),
});

const report = z.looseObject({
  service: z.string(),
  health: z.string(),
  phase: z.string(),
  mode: z.string(),
  domains: z.array(
    z.looseObject({
      domain: z.string(),
      certificate: z.nullable(certificate),
      registration: z.nullable(z.looseObject({ state: z.string(), message: z.optional(z.string()) })),
    }),
  ),
  processes: z.record(
    z.string(),
    z.looseObject({ up: z.boolean(), seconds: z.optional(z.nullable(z.number())) }),
  ),
  failures: z.array(z.string()),
  warnings: z.array(z.string()),
});

/** What `service-status` of the service runtime prints. */
export type ServiceReport = z.infer<typeof report>;

/** @returns undefined when the container cannot say it in time */
export async function askReport(docker: Engine, container: string): Promise<ServiceReport | undefined> {
  const { stdout } = await docker.result(["exec", container, "service-status"]);
  try {
    return report.parse(JSON.parse(stdout));
  } catch {
    return undefined;
  }
}
