/** The logical stack of the comparison: `size` services in a chain, each with a port, a volume and a health command. */
export interface ChainService {
  name: string;
  port: number;
  volume: string;
  waitsFor?: string;
}

const IMAGE = "registry.example/bench/app:1.0.0";

export function chain(size: number): ChainService[] {
  return Array.from({ length: size }, (_, index) => ({
    name: `service-${index}`,
    port: 20_000 + index,
    volume: `data-${index}`,
    ...(index === 0 ? {} : { waitsFor: `service-${index - 1}` }),
  }));
}

/** The stack as a configuration of compose-gen. */
export function chainConfig(size: number): unknown {
  const services = chain(size).map(({ name, port, volume, waitsFor }) => ({
    kind: "service",
    name,
    runtime: {
      kind: "container",
      image: "app",
      environment: {
        LOG_LEVEL: { variable: "LOG_LEVEL", default: "info" },
        PRICE: "$5",
        ...(waitsFor === undefined ? {} : { UPSTREAM: { endpoint: `${waitsFor}/http` } }),
      },
      tmpfs: [{ path: "/tmp", size: "16m" }],
    },
    endpoints: { http: { port: 8080, protocol: "http", scope: "loopback", published: port } },
    mounts: [{ volume, target: "/data" }],
    health: { command: ["curl", "-fsS", "http://127.0.0.1:8080/health"] },
    dependsOn: waitsFor === undefined ? {} : { [waitsFor]: "healthy" },
  }));
  const volumes = Object.fromEntries(chain(size).map(({ volume }) => [volume, { class: "state" }]));
  const [repository, tag] = IMAGE.split(/:(?=[^:]+$)/);
  return {
    project: "bench",
    images: { app: { repository, tag, user: "1000:1000", tools: ["curl"] } },
    lock: {
      lockVersion: 1,
      images: {
        app: {
          reference: IMAGE,
          digest: `sha256:${"ab".repeat(32)}`,
          source: "made up for the bench",
          mediaType: "application/vnd.oci.image.index.v1+json",
          platforms: ["linux/amd64", "linux/arm64"],
          resolvedAt: "2026-01-01T00:00:00Z",
          verified: true,
        },
      },
    },
    stacks: [{ name: "chain", description: `${size} services in a chain`, services, volumes }],
  };
}

/** The stack as far as Compose file version 3.7 can say it, as JSON, for docker-compose 1.29 and podman-compose 1.0. */
export function chainVersion3(size: number): string {
  const services = chain(size).map(({ name, port, volume, waitsFor }) => [
    name,
    {
      image: IMAGE,
      environment: { LOG_LEVEL: "$" + "{LOG_LEVEL:-info}", PRICE: "$$5" },
      ports: [`127.0.0.1:${port}:8080`],
      volumes: [`${volume}:/data`],
      healthcheck: { test: ["CMD", "curl", "-fsS", "http://127.0.0.1:8080/health"] },
      ...(waitsFor === undefined ? {} : { depends_on: [waitsFor] }),
    },
  ]);
  const volumes = Object.fromEntries(chain(size).map(({ volume }) => [volume, {}]));
  return JSON.stringify({ version: "3.7", services: Object.fromEntries(services), volumes });
}

/** The program that writes the stack with projen's DockerCompose into the folder of its first argument. */
export function chainProjen(size: number): string {
  return `const { DockerCompose, Project } = require("projen");
const compose = new DockerCompose(new Project({ name: "bench", outdir: process.argv[2] }), { schemaVersion: "3.7" });
for (const { name, port, volume, waitsFor } of ${JSON.stringify(chain(size))}) {
  const service = compose.addService(name, {
    image: ${JSON.stringify(IMAGE)},
    environment: { LOG_LEVEL: "$" + "{LOG_LEVEL:-info}", PRICE: "$$5" },
    volumes: [DockerCompose.namedVolume(volume, "/data")],
    dependsOn: waitsFor ? [DockerCompose.serviceName(waitsFor)] : [],
  });
  service.addPort(port, 8080);
}
compose.project.synth();
`;
}

/** The arguments of composerize for one service of the stack. */
export const composerizeArguments = [
  ...["docker", "run", "-d", "--name", "service-0", "-p", "127.0.0.1:20000:8080"],
  ...["-v", "data-0:/data", "-e", "LOG_LEVEL=info", IMAGE],
];
