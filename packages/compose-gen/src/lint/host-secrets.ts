/** Folders and files of a home folder in which tools keep keys and passwords. */
const secrets =
  "\\.(?:ssh|gnupg|docker|aws|azure|kube|password-store|netrc|pgpass|git-credentials|npmrc|config/gcloud)";

/** `~`, `$HOME`, `/root`, `/home/x`, `/Users/x`, `C:\Users\x`. */
const home = "(?:~[a-z0-9_-]*|\\$HOME|/root|/home/[^/]+|/Users/[^/]+|[A-Za-z]:[\\\\/]Users[\\\\/][^\\\\/]+)";

const homeFolder = new RegExp(`^${home}$`);
const secretPath = new RegExp(`^${home}[\\\\/]${secrets}(?:[\\\\/]|$)`);

/** True for a path of the host that is somebody's home folder as a whole, or holds keys and passwords inside one. */
export function holdsUserSecrets(path: string): boolean {
  return homeFolder.test(path) || secretPath.test(path);
}
