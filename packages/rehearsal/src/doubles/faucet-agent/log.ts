type Fields = Record<string, unknown>;

/** Writes log lines as pino does in js-faucet: JSON with `component` and `msg`. */
export function writeLine(msg: string, fields: Fields = {}): void {
  console.log(JSON.stringify({ level: 30, time: Date.now(), component: "faucet-acp", ...fields, msg }));
}

/**
 * A log for devnet's faucet that brings its events into js-faucet's order: the key is announced once the wallet is
 * there, which is after the name was registered.
 */
export function inUpstreamOrder(write: typeof writeLine): (event: string, fields?: Fields) => void {
  let announced: Fields | undefined;
  return (event, fields = {}) => {
    if (event === "faucet_chain_pubkey_announced") announced = fields;
    else if (event === "nametag_verified" || event === "nametag_verification_failed") {
      if (announced) {
        write("sphere_initialized");
        write("faucet_chain_pubkey_announced", announced);
        announced = undefined;
      }
      write(event, fields);
    } else write(event, fields);
  };
}
