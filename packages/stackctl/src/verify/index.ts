export { verifiedLines } from "./text.ts";
export {
  type ImageToVerify,
  type VerifiedImage,
  type VerifyOptions,
  verifyImages,
} from "./verify-images.ts";
export { verifyOptions } from "./verify-options.ts";
