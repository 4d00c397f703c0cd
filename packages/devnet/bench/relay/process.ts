import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const CLIENT = fileURLToPath(new URL("client.ts", import.meta.url));

/** The built relay in its own process. */
export interface RelayProcess {
  url: string;
  /** Resident and private memory, MB; the difference is mostly the Node.js binary, shared by all its processes. */
  memory(): { residentMb: number; privateMb: number };
  stop(): Promise<void>;
}

export async function startRelayProcess(folder: string): Promise<RelayProcess> {
  const child = spawn(process.execPath, [CLI, "relay", "--port", "0", "--data-dir", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const { url, pid } = JSON.parse(String(line)) as { url: string; pid: number };
  return {
    url,
    memory: () => {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      const megabytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
      return { residentMb: megabytes("VmRSS"), privateMb: megabytes("RssAnon") };
    },
    stop: async () => {
      const end = once(child, "exit");
      child.kill("SIGTERM");
      await end;
    },
  };
}

/** Runs the client process. @returns events per second of each run */
export async function publish(url: string, runs: number, eventsPerRun: number): Promise<number[]> {
  const child = spawn(process.execPath, [CLIENT, url, String(runs), String(eventsPerRun)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the client ended with ${code}`);
  return JSON.parse(output) as number[];
}
