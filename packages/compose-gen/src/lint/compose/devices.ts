import { asList, asRecord, asText, asTexts } from "./coerce.ts";
import type { LintService } from "./document.ts";

/** Every way in which a service asks for devices of the host. */
export function normaliseDevices(service: Record<string, unknown>): LintService["devices"] {
  const { reservations } = asRecord(asRecord(service.deploy).resources);
  const named = asList(service.devices).map(
    (device) => asText(device) ?? asText(asRecord(device).source) ?? "a device",
  );
  const asked = (value: unknown) =>
    asList(value).map((item) => {
      const { driver, capabilities } = asRecord(item);
      return asText(item) ?? [asText(driver) ?? "", ...asTexts(asList(capabilities).flat())].join(" ").trim();
    });
  const all: Record<string, string[]> = {
    devices: named,
    device_cgroup_rules: asTexts(service.device_cgroup_rules),
    gpus: asked(service.gpus),
    deploy: asked(asRecord(reservations).devices),
  };
  return Object.entries(all).flatMap(([key, devices]) => devices.map((device) => ({ key, device })));
}
