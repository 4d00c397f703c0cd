export { serviceRuntimeFolder } from "./files.ts";
export {
  debianPackages,
  type ServiceImage,
  type ServiceImageBuild,
  serviceImageBuild,
} from "./image-build.ts";
