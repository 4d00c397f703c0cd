export { serviceRuntimeFolder } from "./files.ts";
export { type ServiceImage, type ServiceImageBuild, serviceImageBuild } from "./image-build.ts";
