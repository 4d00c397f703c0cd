import { runCommand } from "rehearsal";
import type { WebSocket } from "ws";
import { EXIT, StackError } from "../../errors.ts";
import type { Proof } from "../proofs.ts";
import { found } from "../timeline.ts";
import { waitFor } from "../wait.ts";

const CERTBOT_MS = 90_000;
const ECHO_MS = 30_000;
/** As the base's renewal loop calls it, but now and whatever the age of the certificate. */
const RENEW = [
  ...["certbot", "renew", "--force-renewal", "--no-random-sleep-on-renew"],
  ...["--webroot", "--webroot-path", "/var/www/acme-challenge"],
  ...["--deploy-hook", "touch /tmp/.ssl-renewal-restart"],
];

/** A certificate renewed by certbot reaches clients while a WebSocket that was open before goes on. */
export const provesRenewal: Proof = async (rehearsal, signal, say) => {
  const { container, domain } = rehearsal.services.relay;
  const before = (await rehearsal.certificate(domain)).serialNumber;
  const socket = await rehearsal.openWebSocket("relay");
  try {
    say("certbot renews");
    const command = ["docker", "exec", container, ...RENEW] as [string, ...string[]];
    const { exitCode, stdout, stderr } = await runCommand(command, { timeout: CERTBOT_MS, signal });
    if (exitCode !== 0) throw notRenewed(`${stdout}\n${stderr}`.trim().split("\n").slice(-10).join("\n"));
    say("the new certificate is put to use");
    const after = await waitFor({
      what: "the renewed certificate is served",
      limitMs: 60_000,
      signal,
      ask: async () => {
        const { serialNumber } = await rehearsal.certificate(domain);
        return serialNumber === before ? undefined : serialNumber;
      },
    });
    await answersOn(socket);
    return found(`serial …${before.slice(-8)} → …${after.slice(-8)}`);
  } finally {
    socket.close();
  }
};

function notRenewed(evidence: string): StackError {
  return new StackError(
    { code: "NOT_RENEWED", what: "certbot does not renew the certificate.", evidence },
    EXIT.degraded,
  );
}

/** A subscription (NIP-01) that the relay answers on this very socket. */
async function answersOn(socket: WebSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error("the WebSocket is silent")), ECHO_MS);
  const closed = () => reject(new Error("the WebSocket was cut"));
  const heard = () => resolve();
  socket.once("close", closed).once("message", heard);
  if (socket.readyState !== socket.OPEN) closed();
  else socket.send(JSON.stringify(["REQ", "rehearsal", { kinds: [1], limit: 0 }]));
  await promise.finally(() => {
    clearTimeout(timer);
    socket.off("close", closed).off("message", heard);
  });
}
