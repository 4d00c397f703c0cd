/** What `docker run` gets as arguments, for a service of a Compose file. */
export function asCompose(args: string[]): { volumes: string[]; environment: Record<string, string> } {
  const values = (flag: string) => args.flatMap((arg, index) => (args[index - 1] === flag ? [arg] : []));
  const environment = values("--env").map((entry): [string, string] => {
    const at = entry.indexOf("=");
    return [entry.slice(0, at), entry.slice(at + 1)];
  });
  return { volumes: values("--volume"), environment: Object.fromEntries(environment) };
}
