export { generationsOf } from "./extend.ts";
export { sdkLinesIn } from "./extension.ts";
export { findSdkLine, resolveSdkLine } from "./resolve.ts";
export { type SdkLine, type SupportedSdkLine, sdkLines } from "./rows.ts";
export { renderSdkLineTable } from "./table.ts";
