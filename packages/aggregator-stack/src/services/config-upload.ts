import { defineJob } from "@unicity-sphere/compose-gen";
import { owner } from "../identifiers.ts";
import { runScript } from "../script.ts";
import { paths, shardConfFile } from "../volumes.ts";

/** Uploads the shard configuration at every `up`; it sees the public copy, never the keys beside the original. */
export const configUpload = defineJob({
  name: "config-upload",
  description: "Tells the root node which shard it certifies",
  runtime: {
    kind: "container",
    image: "curl",
    entrypoint: runScript("config-upload", { parts: ["fail"] }),
    user: owner,
    environment: {
      ROOT_RPC_URL: { endpoint: "bft-root/rest" },
      SHARD_CONF: `${paths.public}/${shardConfFile}`,
      UPLOAD_ATTEMPTS: "30",
    },
    tmpfs: [{ path: "/tmp", size: "1m" }],
  },
  networks: ["chain"],
  mounts: [{ volume: "public", target: paths.public, readOnly: true, noCopy: true }],
  dependsOn: { "bft-root": "healthy", "export-public": "completed" },
  limits: { memory: "64m", pids: 16 },
});
