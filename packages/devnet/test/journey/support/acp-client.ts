import { randomUUID } from "node:crypto";
import { eventually } from "../../faucet/support/eventually.ts";
import type { Wallet } from "./wallet.ts";

/** Payload of an answer of the faucet. */
export interface AcpAnswer {
  command_id: string;
  ok: boolean;
  error_code?: string;
  result?: { deliveries?: { amount: string; token_id: string; transfer_id: string }[] };
}

/**
 * Sends a command to the faucet as a direct message of the wallet and waits for the answer.
 *
 * @param faucetPubkey raw hex: sphere-sdk 0.6.14 knows no `DIRECT://` as the recipient of a message
 */
export async function runAcpCommand(
  wallet: Wallet,
  faucetPubkey: string,
  name: string,
  params: object,
): Promise<AcpAnswer> {
  const commandId = randomUUID();
  let answer: AcpAnswer | undefined;
  const stop = wallet.sphere.communications.onDirectMessage(({ content }) => {
    const { payload } = JSON.parse(content) as { payload: AcpAnswer };
    if (payload.command_id === commandId) answer = payload;
  });
  const envelope = {
    acp_version: "0.1",
    msg_id: randomUUID(),
    ts_ms: Date.now(),
    instance_id: "controller",
    instance_name: "controller",
    type: "acp.command",
    payload: { command_id: commandId, name, params },
  };
  await wallet.sphere.communications.sendDM(faucetPubkey, JSON.stringify(envelope));
  const received = await eventually(`the answer to ${name}`, () => answer);
  stop();
  return received;
}
