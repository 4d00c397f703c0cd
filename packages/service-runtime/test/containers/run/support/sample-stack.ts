import {
  type ComposeService,
  compileConfig,
  defineConfig,
  defineService,
  defineStack,
  planStack,
} from "@unicity-sphere/compose-gen";
import { host } from "../../../../../../profiles.ts";

const sample = defineService({
  name: "sample",
  runtime: {
    kind: "container",
    image: "sample",
    capAdd: [{ capability: "DAC_READ_SEARCH", reason: "Reads a secret of the host's user" }],
    tmpfs: [{ path: "/run", size: "1m" }],
  },
  endpoints: {
    http: {
      port: 8080,
      protocol: "http",
      scope: "loopback",
      published: { variable: "SAMPLE_PORT", default: 0 },
    },
  },
  edge: { endpoint: "http" },
  mounts: [{ volume: "sample-data", target: "/var/lib/sample" }],
  health: { command: ["wget", "-q", "http://127.0.0.1:8080/"] },
  limits: { memory: "64m", pids: 32, cpus: 0.5 },
  stopGracePeriod: 45_000,
});

/** The sample as the generator plans it for a host with HAProxy: what the run script has to agree with. */
export function plannedSample(project: string): ComposeService {
  const stack = defineStack({
    name: "sample",
    description: "A sample.",
    services: [sample],
    volumes: { "sample-data": { class: "state", engine: "sqlite" } },
    parameters: { SAMPLE_PORT: { description: "Port on this host", default: "0" } },
    provides: { sample: { service: "sample", endpoint: "http" } },
  });
  const config = defineConfig({
    project,
    images: { sample: { repository: "registry.example/sample", tag: "1.2.3" } },
    profiles: [{ ...host, parameters: {} }],
    stacks: [stack],
  });
  const definitions = compileConfig(config, { acceptFindings: true, replaced: ["sample"] });
  const [profile] = definitions.profiles;
  const [generation] = definitions.generations;
  if (!profile || !generation) throw new Error("the configuration has a profile and a generation");
  const service = planStack(definitions, stack, profile, generation).compose.services.sample;
  if (!service) throw new Error("the plan has the service");
  return service;
}
