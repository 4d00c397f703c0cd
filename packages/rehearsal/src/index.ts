export * from "./doubles/index.ts";
export * from "./haproxy/index.ts";
export * from "./images/index.ts";
export * from "./pebble/index.ts";
