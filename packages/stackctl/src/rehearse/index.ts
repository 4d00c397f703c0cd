export type {
  Rehearsal,
  RehearsalOptions,
  RehearsedName,
  RehearsedService,
  Step,
  StepEvent,
  StepResult,
  TlsAnswer,
  TlsRequest,
} from "./rehearsal.ts";
export { REHEARSED } from "./rehearsal.ts";
export { startRehearsal } from "./start-rehearsal.ts";
