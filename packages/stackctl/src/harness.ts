/** What test harnesses use of stackctl beside its command. Unlike the rest it runs on Node.js 20 too. */
export { connectControl } from "@unicity-sphere/devnet/control";
export { stateHome } from "./instance/folders.ts";
export { acquireLock, lockHolder, type OperationLock } from "./instance/lock.ts";
export { identifyProcess, inspectProcess } from "./process/identity.ts";
export { createRedactor, type Redactor } from "./support-bundle/redact.ts";
export { secretsOfVariables } from "./support-bundle/secrets.ts";
export { isSecretName } from "./support-bundle/variables.ts";
