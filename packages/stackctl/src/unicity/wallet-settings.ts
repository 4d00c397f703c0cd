/** What the wallet app calls a setting: on its console, and in its form. */
interface Setting {
  /** Variable of `env` with its value. */
  variable: string;
  /** Method of `sphereDev`, which the app puts on the console of the browser. */
  method: string;
  /** Field of the form "Dev Settings". */
  field: string;
}

const SETTINGS: readonly Setting[] = [
  { variable: "SPHERE_AGGREGATOR_URL", method: "setAggregator", field: "Aggregator URL" },
  { variable: "SPHERE_NOSTR_RELAYS", method: "setNostrRelay", field: "Nostr Relay URL" },
  { variable: "E2E_LOCAL_FAUCET_URL", method: "setFaucet", field: "Faucet URL" },
];

const SKIP = "Skip trust-base verification";

/**
 * The variables as the wallet app takes them: lines for the console of its page, and its form as a comment. What the
 * instance does not have is left as the app has it; verification is switched on.
 */
export function walletSettings(variables: Readonly<Record<string, string>>): string {
  const known = SETTINGS.flatMap((setting) => {
    const value = variables[setting.variable];
    return value === undefined ? [] : [{ ...setting, value }];
  });
  const calls = known.map(({ method, value }) => `sphereDev.${method}(${JSON.stringify(value)})`);
  const fields = [...known.map(({ field, value }) => [field, value] as const), [SKIP, "off"] as const];
  const width = Math.max(...fields.map(([field]) => field.length));
  return [
    "// On the console of the wallet app's page:",
    ...calls,
    "sphereDev.setSkipTrustBase(false)",
    "// Or in its form Dev Settings, then Save & reload:",
    ...fields.map(([field, value]) => `//   ${field.padEnd(width)}  ${value}`),
    "// What works with that, and what does not yet: docs/WALLET.md",
    "",
  ].join("\n");
}
