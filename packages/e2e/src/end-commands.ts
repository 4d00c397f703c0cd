import { isFreshName } from "./instance-name.ts";

/** A line of shell that runs stackctl on an instance, in the folder of instances that the environment names. */
export function stackctlLine(words: string, instance: string, env: NodeJS.ProcessEnv): string {
  const home = env.STACKCTL_HOME ? `STACKCTL_HOME=${quoted(env.STACKCTL_HOME)} ` : "";
  return `${home}npx @unicity-sphere/stackctl ${words} --instance ${instance}`;
}

/** A line of shell that ends an instance; its state goes with it unless it is kept. Containers have to be down before. */
export function endLine(instance: string, env: NodeJS.ProcessEnv): string {
  const down = stackctlLine("down", instance, env);
  if (!isFreshName(instance)) return down;
  return `${down} && ${stackctlLine("wipe --yes --secrets --certs", instance, env)}`;
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
