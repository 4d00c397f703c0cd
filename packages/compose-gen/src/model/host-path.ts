/**
 * A path of the host in one spelling: without `//`, `.`, `..` and a slash at the end, with `~` for every home folder, `/run`
 * for `/var/run`, and `/` instead of `\` where it is one of Windows. A relative path that climbs three folders or more is
 * taken for one that reaches the top.
 */
export function normaliseHostPath(written: string): string {
  const aliased = aliases.reduce((path, [alias, meant]) => path.replace(alias, meant), written);
  const path = /^(?:[A-Za-z]:|\\\\)/.test(aliased) ? aliased.replaceAll("\\", "/") : aliased;
  const [, root = "", rest = ""] = /^([A-Za-z]:(?=\/|$)|)(.*)$/s.exec(path) ?? [];
  const isAbsolute = rest.startsWith("/") || root !== "";
  const steps: string[] = [];
  let climbed = 0;
  for (const step of rest.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) climbed++;
  }
  const inner = steps.join("/");
  if (isAbsolute || climbed >= 3) return homes.reduce(replaceHome, `${root.toUpperCase()}/${inner}`);
  return climbed > 0 ? `${"../".repeat(climbed)}${inner}` : `./${inner}`;
}

/** What stands for a folder of the host: variables of shells and systems, and other ways to the same place. */
const aliases: readonly (readonly [RegExp, string])[] = [
  [/^~[A-Za-z0-9_.-]*(?=\/|$)/, "/home/~"],
  [/^\$\{?(?:HOME|USERPROFILE)\}?(?=[\\/]|$)/, "/home/~"],
  [/^\$\{?XDG_CONFIG_HOME\}?(?=\/|$)/, "/home/~/.config"],
  [/^\$\{?XDG_RUNTIME_DIR\}?(?=\/|$)/, "/run/user/0"],
  [/^\$\{?SSH_AUTH_SOCK\}?$/, "/run/user/0/ssh-agent"],
  [/^\$\{?DOCKER_(?:SOCK|SOCKET|HOST)\}?$/, "/run/docker.sock"],
  [/^\$\{?PWD\}?(?=\/|$)/, "."],
];

/** A home folder as a whole, or another name of a folder, in a normalised path. */
const homes: readonly (readonly [RegExp, string])[] = [
  [/^\/private(?=\/(?:etc|tmp|var)(?:\/|$))/, ""],
  [/^\/(?:mnt|host_mnt|run\/desktop\/mnt\/host)\/([a-z])(?=\/|$)/, "$1:"],
  [/^\/(?:var|usr|export)\/home(?=\/|$)/, "/home"],
  [/^\/(?:home|Users)\/[^/]+(?=\/|$)/, "~"],
  [/^[A-Za-z]:\/Users\/[^/]+(?=\/|$)/i, "~"],
  [/^\/root(?=\/|$)/, "~"],
  [/^\/var\/run(?=\/|$)/, "/run"],
];

function replaceHome(path: string, [pattern, meant]: readonly [RegExp, string]): string {
  return path.replace(pattern, meant);
}
