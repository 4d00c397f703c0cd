import type { ContainerFacts } from "../../../../src/backend/docker/containers/facts.ts";

/** A container that runs and is healthy, but for what is said. */
export function containerFacts(facts: Partial<ContainerFacts> = {}): ContainerFacts {
  return {
    id: "1",
    name: "project-service-1",
    project: "project",
    service: "service",
    image: "image:1",
    imageId: "sha256:1",
    status: "running",
    exitCode: 0,
    startedAt: "2026-01-01T00:00:00Z",
    restarts: 0,
    health: "healthy",
    lastProbe: null,
    error: "",
    ports: {},
    dependsOn: [],
    mounts: [],
    ...facts,
  };
}
