export { type CheckState, describeChecks, exitCodeOfChecks, type PreflightCheck } from "./check.ts";
export { checkCheckout } from "./checkout-checks.ts";
export { checkClock } from "./clock-check.ts";
export { checkImages } from "./image-checks.ts";
export { checkNpm } from "./npm-checks.ts";
export { checkOwner } from "./owner-check.ts";
