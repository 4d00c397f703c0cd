export { type CompileOptions, compileConfig } from "./compile/compile-config.ts";
export { ComposeGenError, describeError, type ErrorParts, isComposeGenError } from "./errors.ts";
export type { Check } from "./model/check.ts";
export { composeStacks, type StackComposition } from "./model/compose-stacks.ts";
export { type Config, type ConfigInput, defineConfig } from "./model/config.ts";
export type { Edge } from "./model/edge.ts";
export type { Endpoint, PublishedPort, Scope } from "./model/endpoint.ts";
export type { Generation } from "./model/generation.ts";
export type { Health } from "./model/health.ts";
export { type Image, type Images, isImmutableTag } from "./model/image.ts";
export type { Limits, Logging } from "./model/limits.ts";
export type { Lock, LockEntry } from "./model/lock.ts";
export { lockReference } from "./model/lock-reference.ts";
export type { File, Mount, SecretUse } from "./model/mount.ts";
export type { Network } from "./model/network.ts";
export type { Parameter } from "./model/parameter.ts";
export type { Profile, ProfileInput } from "./model/profile.ts";
export type { Cors, Method, Route, RouteInput } from "./model/route.ts";
export type { Capability, ContainerRuntime, Runtime, Tmpfs } from "./model/runtime.ts";
export type { Secret } from "./model/secret.ts";
export {
  type Condition,
  type Dependency,
  defineJob,
  defineService,
  type Job,
  type JobInput,
  type LongRunningService,
  type Service,
  type ServiceInput,
} from "./model/service.ts";
export {
  type Consumed,
  defineStack,
  type Provided,
  type Stack,
  type StackInput,
} from "./model/stack.ts";
export type {
  ConsumedReference,
  EndpointReference,
  Value,
  ValuePart,
  VariableReference,
} from "./model/value.ts";
export type { StateSet, StorageEngine, Volume, VolumeClass } from "./model/volume.ts";
export type { Waiver } from "./model/waiver.ts";
export { type DoorFile, renderDoorFiles } from "./nginx/door-files.ts";
export type { Door, PlannedDoor, PlannedRoute, Upstream } from "./nginx/plan-door.ts";
export { type RenderedRoutes, type RenderRoutesOptions, renderRoutes } from "./nginx/render-routes.ts";
export type { ComposeFile, ComposeService } from "./plan/compose-file.ts";
export type { Definitions } from "./plan/definitions.ts";
export type { PlannedEndpoint } from "./plan/endpoints.ts";
export { BASELINE, type Requirements } from "./plan/engine.ts";
export type { ImageReplacements, PlannedImage } from "./plan/image-reference.ts";
export { outputDirectory, outputPath } from "./plan/output-path.ts";
export { placeStack } from "./plan/place.ts";
export { type PlanOptions, planStack, type StackPlan } from "./plan/stack.ts";
export type { PlannedVariable } from "./plan/variables.ts";
export { renderCompose } from "./render/compose-yaml.ts";
export { renderEndpointTable } from "./render/endpoint-table.ts";
export { envExamplePath, renderEnvExample } from "./render/env-example.ts";
export { type ExpectedConfigOptions, expectedComposeConfig } from "./render/expected-config.ts";
export { fillBlock, fillBlocks, hasBlock } from "./render/fill-block.ts";
