export { relayDouble } from "./relay-double.ts";
