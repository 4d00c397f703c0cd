/** Names that a configuration can have, in the order in which one is looked for. */
export const configurationNames = ["ts", "mts", "mjs", "js", "json"].map(
  (end) => `compose-gen.config.${end}`,
);
