export { ACME_FOLDER, type AcmeServer, type CertbotSettings, certbotSettings } from "./certbot-settings.ts";
export { type PebbleSettings, pebbleConfiguration } from "./configuration.ts";
export { type PebbleOptions, pebbleRunArguments } from "./run-arguments.ts";
export { type Pebble, startPebble } from "./start-pebble.ts";
export { writeCertbotSettings } from "./write-certbot-settings.ts";
