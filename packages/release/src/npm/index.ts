export { type NpmOptions, observePackage } from "./observe.ts";
export { packPackages, tarballsIn } from "./pack.ts";
export { packProblems, publicPackages } from "./packages.ts";
export { type NpmPlan, type PlannedPackage, planPackages } from "./plan.ts";
export { type NpmStep, type PublishNpmOptions, publishPackages } from "./publish.ts";
export { readTarball, type Tarball } from "./tarball.ts";
