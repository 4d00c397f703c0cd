import { cpus, release, totalmem, type } from "node:os";

/** The machine that the figures belong to. */
export function describeMachine() {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown CPU",
    cores: `${processors.length} cores`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release().split("-")[0]}`,
    node: `Node.js ${process.version}`,
  };
}
