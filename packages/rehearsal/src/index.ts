export * from "./images/index.ts";
export * from "./pebble/index.ts";
