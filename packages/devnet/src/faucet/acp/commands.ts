import { z } from "zod";
import type { DeliveryRequest, StoredRequest } from "../deliveries/delivery.ts";
import { QueueFull } from "../deliveries/delivery-queue.ts";
import type { FaucetContext, FaucetCore } from "../faucet-context.ts";
import { LimitReached } from "../limits/allowance.ts";
import { RelayUnavailable } from "../nostr/relay-access.ts";
import { RecipientInvalid, RecipientNotFound } from "../recipients/recipient.ts";
import { AcpError, parseFaucetRequest } from "./faucet-request.ts";
import { type AcpReply, errorReply, helpResult, resultReply } from "./replies.ts";

const Command = z.object({
  command_id: z.string().min(1).max(128),
  name: z.string().max(64),
  params: z.unknown().optional(),
});

/** Commands that only the manager of an agent may give. */
const MANAGER_COMMANDS = new Set(["STATUS", "SHUTDOWN_GRACEFUL"]);

export interface CommandMessage {
  /** Proven sender, x-only Nostr key. */
  sender: string;
  payload: unknown;
  /** Marks the message as seen together with the request it makes. */
  messageHash: string;
}

export interface Manager {
  /** x-only Nostr key that may give manager commands. */
  nostrPubkey: string;
  /** Asked to stop the process. */
  shutdown: () => void;
}

/**
 * Carries a command out.
 *
 * @returns the answer, or undefined when it follows once the deliveries are settled, or nobody waits for one
 */
export async function runCommand(
  context: FaucetContext,
  core: FaucetCore,
  message: CommandMessage,
  manager: Manager | undefined,
): Promise<AcpReply | undefined> {
  const { data: command } = Command.safeParse(message.payload);
  if (!command) return undefined;
  try {
    if (MANAGER_COMMANDS.has(command.name)) return manage(context, command, message.sender, manager);
    if (command.name === "FAUCET_HELP") return resultReply(command.command_id, helpResult());
    if (command.name !== "FAUCET_REQUEST") {
      throw new AcpError("UNKNOWN_COMMAND", `Unknown command: ${command.name}`);
    }
    await request(context, core, message, command);
    return undefined;
  } catch (error) {
    const { code, text } = describe(error);
    return errorReply(command.command_id, code, text);
  }
}

async function request(
  context: FaucetContext,
  core: FaucetCore,
  { sender, messageHash }: CommandMessage,
  command: z.infer<typeof Command>,
): Promise<void> {
  const { recipient, items } = parseFaucetRequest(command.params);
  const refused = context.refusal();
  if (refused) throw new AcpError("UNAVAILABLE", refused.what);
  const id = `acp:${sender}:${command.command_id}`;
  const stored = context.store.find(id);
  const resolved = stored?.deliveries[0] ?? (await context.resolver.resolve(recipient));
  const { nostrPubkey, address } = resolved;
  const replyTo = { nostrPubkey: sender, commandId: command.command_id };
  const wanted: DeliveryRequest = { id, recipient, nostrPubkey, address, items, replyTo };
  if (stored) {
    if (!isSameRequest(stored, wanted)) {
      throw new AcpError("INVALID_PARAM", `command_id ${command.command_id} was used for another request`);
    }
    context.store.askReplyAgain(id);
    core.queue.accept(wanted, messageHash);
  } else {
    context.allowance.spend(nostrPubkey, items, () => core.queue.accept(wanted, messageHash));
  }
}

function isSameRequest(stored: StoredRequest, wanted: DeliveryRequest): boolean {
  const key = (items: { coinId: string; amount: bigint }[]) =>
    items.map(({ coinId, amount }) => `${coinId}:${amount}`).join();
  return stored.recipient === wanted.recipient && key(stored.deliveries) === key(wanted.items);
}

function manage(
  context: FaucetContext,
  command: z.infer<typeof Command>,
  sender: string,
  manager: Manager | undefined,
): AcpReply {
  if (!manager || sender !== manager.nostrPubkey) {
    throw new AcpError("FORBIDDEN", `${command.name} is reserved for the manager`);
  }
  if (command.name === "STATUS") {
    const reasons = context.notReady();
    return resultReply(command.command_id, {
      status: reasons.length === 0 ? "running" : "starting",
      reasons,
    });
  }
  manager.shutdown();
  return resultReply(command.command_id, { status: "stopping" });
}

function describe(error: unknown): { code: string; text: string } {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof AcpError) return { code: error.code, text };
  if (error instanceof LimitReached)
    return { code: error.waitMs === undefined ? "AMOUNT_TOO_LARGE" : "RATE_LIMITED", text };
  if (error instanceof RecipientInvalid || error instanceof RecipientNotFound)
    return { code: "INVALID_PARAM", text };
  if (error instanceof RelayUnavailable || error instanceof QueueFull) return { code: "UNAVAILABLE", text };
  throw error;
}
