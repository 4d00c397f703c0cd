const secretWord =
  /(?:^|_)(?:PASSWORD|PASSWD|PASS|PWD|PASSPHRASE|REQUIREPASS|SECRET|SECRET_KEY|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|MASTER_?KEY|MNEMONIC|SEED_?PHRASE|CREDENTIALS?)$/;

/** True for a name whose value is probably a secret: `DB_PASSWORD`, `apiKey`, `--auth-token`; not `…_FILE`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/^-+/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[-.]/g, "_");
  return secretWord.test(words.toUpperCase());
}

/** True for a value that hides nothing: nothing, a switch, a number, or the path of a file. */
export function isHarmless(value: string): boolean {
  return /^(?:|true|false|yes|no|on|off|none|[0-9]{1,4}|\.{0,2}\/[A-Za-z0-9_./-]+)$/i.test(value);
}

/** The password in a URL such as `postgres://user:password@host`, or `undefined`. */
export function passwordInUrl(text: string): string | undefined {
  return /[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:([^\s/@]+)@/i.exec(text)?.[1];
}

/** True when a text is only the name of a variable that the reader sets: `<NAME>`, or a shell's `$NAME`. */
export function isPlaceholder(text: string): boolean {
  return /^(?:<[A-Za-z_][A-Za-z0-9_]*>|\$[A-Za-z_{]?.*)$/.test(text);
}
