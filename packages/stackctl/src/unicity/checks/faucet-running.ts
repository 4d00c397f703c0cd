import { type Check, fail, pass, unreachable } from "../../checks/check.ts";
import { StackError } from "../../errors.ts";
import { readDiscovery } from "../faucet-client.ts";

/** The discovery document says `running`, which the faucet does once its nametag resolves to itself. */
export const faucetRunning: Check = {
  layer: "protocol",
  proves: "it can deliver, its nametag is verified",
  async run({ service }) {
    try {
      const { status, nametag } = await readDiscovery(service.url);
      if (status !== "running") return fail("FAUCET_NOT_RUNNING", `its status is "${status}"`);
      return nametag ? pass(`@${nametag}`) : fail("NAMETAG_UNVERIFIED", "it has no verified nametag");
    } catch (error) {
      if (error instanceof StackError) return unreachable(error.code, error.parts.evidence ?? error.message);
      throw error;
    }
  },
};
