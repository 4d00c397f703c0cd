import type { Verb } from "./command.ts";

/** All verbs in the order of the help. The last group is known to the Unicity stack only. */
export const VERBS: readonly Verb[] = [
  {
    name: "up",
    summary: "start the stack and prove that it works",
    load: async () => (await import("../commands/up/up.ts")).up,
  },
  {
    name: "down",
    summary: "stop it; its state stays",
    load: async () => (await import("../commands/down.ts")).down,
  },
  {
    name: "status",
    summary: "check every service, layer by layer",
    load: async () => (await import("../commands/status.ts")).status,
  },
  {
    name: "env",
    summary: "print the variables that point programs at it",
    load: async () => (await import("../commands/env.ts")).env,
  },
  {
    name: "logs",
    summary: "show what the services wrote",
    load: async () => (await import("../commands/logs.ts")).logs,
  },
  {
    name: "pull",
    summary: "fetch the images of containers",
    load: async () => (await import("../commands/pull.ts")).pull,
  },
  {
    name: "verify",
    summary: "verify the signatures of our images, and start nothing",
    load: async () => (await import("../commands/verify.ts")).verify,
  },
  {
    name: "airgap",
    summary: "carry images and files to a host without a registry",
    load: async () => (await import("../commands/airgap/airgap.ts")).airgap,
  },
  {
    name: "wipe",
    summary: "delete the state of the instance",
    load: async () => (await import("../commands/wipe.ts")).wipe,
  },
  {
    name: "snapshot",
    summary: "copy the state under a name, and bring it back",
    load: async () => (await import("../commands/snapshot/snapshot.ts")).snapshot,
  },
  {
    name: "backup",
    summary: "write all of it into one encrypted file",
    load: async () => (await import("../commands/backup.ts")).backup,
  },
  {
    name: "restore",
    summary: "bring a backup into an instance",
    load: async () => (await import("../commands/restore.ts")).restore,
  },
  {
    name: "upgrade",
    summary: "bring containers to another version, and back by itself when it fails",
    load: async () => (await import("../commands/upgrade/upgrade.ts")).upgrade,
  },
  {
    name: "rollback",
    summary: "go back to the version of before the last upgrade",
    load: async () => (await import("../commands/upgrade/rollback.ts")).rollback,
  },
  {
    name: "uninstall",
    summary: "take it down for good; keep what cannot be made again",
    load: async () => (await import("../commands/uninstall.ts")).uninstall,
  },
  {
    name: "doctor",
    summary: "say what is wrong with this host, and what to do",
    load: async () => (await import("../commands/doctor.ts")).doctor,
  },
  {
    name: "support-bundle",
    summary: "write a folder for somebody who helps, without secrets",
    load: async () => (await import("../commands/support-bundle.ts")).supportBundle,
  },
  {
    name: "rehearse",
    summary: "rehearse a host: all services behind TLS and HAProxy, in containers",
    load: async () => (await import("../commands/rehearse.ts")).rehearse,
  },
  {
    name: "soak",
    summary: "drive wallets for a while, and prove that nothing is lost",
    load: async () => (await import("../commands/soak.ts")).soak,
  },
  {
    name: "accounts",
    summary: "show the pre-funded test wallets",
    load: async () => (await import("../unicity/verbs/accounts.ts")).accounts,
  },
  {
    name: "fund",
    summary: "send test coins to a wallet",
    load: async () => (await import("../unicity/verbs/fund.ts")).fund,
  },
  {
    name: "trust-base",
    summary: "export the trust base that verifies the proofs",
    load: async () => (await import("../unicity/verbs/trust-base.ts")).trustBase,
  },
  {
    name: "check",
    summary: "ask as the wallet app does: its pills, of the instance or of any URLs",
    load: async () => (await import("../unicity/verbs/check.ts")).check,
  },
];
