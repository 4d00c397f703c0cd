import { expect } from "vitest";
import { docker, withEngine } from "../../support/engine.ts";
import { pause } from "../../support/pause.ts";
import { useMatrix } from "./support/matrix.ts";

const matrix = useMatrix({ start: false, haproxy: { faults: true } });

/** A moment at which all are held until they are stopped. */
interface Moment {
  /** Makes the start stay there. */
  hold?: () => Promise<void>;
  /** Becomes true in each container once it is there. */
  condition: string;
  release?: () => Promise<void>;
}

const acme = {
  hold: () => pause(matrix.edge.pebble.container),
  release: async () => void (await docker("unpause", matrix.edge.pebble.container)),
};

const moments: Record<string, Moment> = {
  "before it has a certificate, while HAProxy does not answer": {
    hold: () => matrix.edge.haproxy.setFaults([{ kind: "slow", delayMs: 60_000, method: "POST" }]),
    condition: "pgrep -x curl && grep -q acquiring /run/service-runtime/phase",
    release: () => matrix.edge.haproxy.setFaults([]),
  },
  "during ssl-setup, while the authority does not answer": {
    ...acme,
    condition: "pgrep -x certbot",
  },
  "between its certificate and its service": {
    // ssl-setup tests the certificate for a second; what is halted there stays there.
    condition:
      "until pgrep -f '^openssl s_server'; do sleep 0.02; done; pkill -STOP -f '^bash .*ssl-setup$' && [[ -s $(echo /etc/letsencrypt/live/*/fullchain.pem) ]]",
  },
  "while it serves": { condition: "grep -q 443 /run/service-runtime/registration/*.json" },
  "during a renewal": {
    condition:
      "grep -q 443 /run/service-runtime/registration/*.json && { pgrep -x certbot || { setsid certbot renew --force-renewal --no-random-sleep-on-renew --webroot --webroot-path /var/www/acme-challenge </dev/null &>/dev/null & false; } }",
    ...acme,
  },
};

for (const [moment, { hold, condition, release }] of Object.entries(moments)) {
  withEngine(
    `each ends within its grace period and leaves no registration when stopped ${moment}`,
    async () => {
      await hold?.();
      try {
        await Promise.all(
          matrix.all.map(async (running) => {
            await running.start();
            await running.container.untilTrue(condition);
            const start = Date.now();
            expect(await running.container.stop(), running.service.name).toBe(0);
            console.log(`${running.service.name} stopped ${moment}: ${Date.now() - start} ms`);
          }),
        );
      } finally {
        await release?.();
      }
      for (const running of matrix.all) expect(await running.entry(), running.service.name).toBeUndefined();
    },
  );
}
