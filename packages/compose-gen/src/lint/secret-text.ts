const singular =
  `PASSWORD|PASSWD|PASS|PWD|PW|PASSPHRASE|REQUIREPASS|SECRET|SECRET_KEY|SECRET_KEY_BASE|TOKEN|JWT|NSEC|MNEMONIC|SEED_?PHRASE
  CREDENTIAL|HTPASSWD|BASIC_?AUTH|REDISCLI_AUTH|NEO4J_AUTH|APP_KEY`.replaceAll(/\s+/g, "|");
const keys = "(?:API|ACCESS|AUTH|COOKIE|ENCRYPTION|MASTER|PRIV|PRIVATE|SESSION|SIGNING)_?KEY";
const secretWords = new RegExp(
  `(?:^|_)(?:${singular}|${keys}|(?:PASSWORD|SECRET|CREDENTIAL|API_?KEY|(?:ACCESS|API|AUTH|BEARER)_?TOKEN)S)$`,
);
/** Written together with what they are of: `PGPASSWORD`. In `-psecret` it is another option that holds them. */
const gluedWords = /(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|APIKEY|TOKEN)$/;

/** True for a name whose value is probably a secret: `DB_PASSWORD`, `PASSWORD_1`, `apiKey`, `--auth-token`; not `…_FILE`. */
export function isSecretName(name: string): boolean {
  const words = name
    .slice(-200)
    .replace(/^-+/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[-./]/g, "_")
    .toUpperCase()
    .replace(/[_0-9]+$/, "");
  return secretWords.test(words) || (gluedWords.test(words) && !/^-[^-]/.test(name));
}

/** Where a program finds its secrets; other paths are so only under a mount of its service. */
const secretFolders = ["/run/secrets", "/var/run/secrets", "/etc"];

/**
 * True for a value that hides nothing: nothing, a switch, a number, or the path of a file in the container.
 *
 * @param mounted paths at which something is mounted
 */
export function isHarmless(value: string, mounted: readonly string[]): boolean {
  if (/^(?:|true|false|yes|no|on|off|none|null|[0-9]{1,4})$/i.test(value)) return true;
  if (!/^\/[A-Za-z0-9_./-]+$/.test(value)) return false;
  return [...secretFolders, ...mounted].some((folder) => value === folder || value.startsWith(`${folder}/`));
}

const inUrl = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/@:]{0,256}:([^\s/@]{1,1024})@/i;
const inDriverName = /^[^\s:/@]{1,256}:([^\s@]{1,1024})@[a-z]{2,10}\(/;
const inOptions =
  /(?:^|[;\s?&]|-D[a-z0-9.]{0,80}\.)(?:password|passwd|pwd|secret|access_?token|api_?key|access_?key)=("[^"]{1,1024}"|'[^']{1,1024}'|[^;\s&]{1,1024})/i;

/** The password in a URL, in the name of a database (`user:password@tcp(…)`) or among options (`;password=…`), or `undefined`. */
export function passwordIn(text: string): string | undefined {
  return inUrl.exec(text)?.[1] ?? inDriverName.exec(text)?.[1] ?? inOptions.exec(text)?.[1];
}

/** True when a text is only the name of a variable that the reader sets: `<NAME>`, or a shell's `$NAME`. */
export function isPlaceholder(text: string): boolean {
  return /^(?:<[A-Za-z_][A-Za-z0-9_]*>|\$(?:[A-Za-z_][A-Za-z0-9_]*|\{[A-Za-z_][^}]*\}|\(.*\)))$/.test(text);
}
