import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { createWorld } from "../../../service-runtime/test/run/support/world.ts";

const packages = resolve(import.meta.dirname, "../../..");
export const hostBundle = join(packages, "host-bundle");
export const parts = readdirSync(join(hostBundle, "deploy")).map((name) => join(hostBundle, "deploy", name));
export const scripts = {
  relay: "relay-image/run-relay.sh",
  aggregator: "aggregator-stack/run-aggregator.sh",
  faucet: "faucet-image/run-faucet.sh",
} as const;
export type Service = keyof typeof scripts;

/** A host with `deploy-all.sh` and stand-ins of the run scripts; see fixtures/run-service.sh. */
export async function createBundle() {
  const world = await createWorld();
  const folder = join(world.folder, "bundle");
  /** Puts `deploy-all.sh` into a folder of the bundle. */
  const unpack = (place: string) => {
    cpSync(join(hostBundle, "deploy-all.sh"), join(folder, place, "deploy-all.sh"), { recursive: true });
    cpSync(join(hostBundle, "deploy"), join(folder, place, "deploy"), { recursive: true });
    return join(folder, place, "deploy-all.sh");
  };
  const script = unpack("host-bundle");
  symlinkSync(join(packages, "service-runtime"), join(folder, "service-runtime"));
  for (const path of Object.values(scripts)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    cpSync(join(hostBundle, "test/fixtures/run-service.sh"), join(folder, path));
  }
  return {
    ...world,
    folder,
    unpack,
    deploy: (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      world.run(args, { script, env: { DEPLOY_SETTLE_TIMEOUT: "0", ...env } }),
    /** Says how a script ends, or what it answers. */
    becomes: (
      service: Service,
      action: string,
      what: "code" | "code-once" | "json" | "errors" | "signal",
      text: string,
    ) => world.write(`${service}.${action}.${what}`, text),
    /** How the scripts were called; those that only look are sorted, as they run side by side. */
    called: () => {
      const lines = readdirSync(world.engine).includes("scripts")
        ? world.read("scripts").trimEnd().split("\n")
        : [];
      const looks = (line: string) => line.includes("--json");
      return { looked: lines.filter(looks).sort(), acted: lines.filter((line) => !looks(line)) };
    },
  };
}

export const enough = ["--domain-suffix", "dev.example.org", "--ssl-email", "ops@example.org"] as const;

/** A check that failed, or warns, as a script answers it. */
export const finding = (message: string, status: "fail" | "warn" = "fail") =>
  JSON.stringify({ container: "c", domain: "", checks: [{ status, message }], serviceStatus: null });
