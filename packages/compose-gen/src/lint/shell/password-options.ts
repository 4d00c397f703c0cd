import type { Command } from "./commands.ts";
import { baseName } from "./exec.ts";

/** How a program takes a password in a short option: `-pVALUE` (attached) or `-p VALUE` (next). */
interface PasswordOption {
  programs: RegExp;
  option: string;
  forms: readonly ("attached" | "next")[];
}

/**
 * Short options that are a password for sure, from the manual of each program: `-p` is the port of psql, and
 * `-p word` of mysql asks for the password and takes the word for a database.
 */
const passwordOptions: readonly PasswordOption[] = [
  {
    programs: /^(?:mysql|mariadb)(?:-?(?:dump|admin|check|import|show|slap|binlog|upgrade))?$/,
    option: "-p",
    forms: ["attached"],
  },
  {
    programs: /^mongo(?:sh|dump|restore|export|import|stat|top|files)?$/,
    option: "-p",
    forms: ["attached", "next"],
  },
  { programs: /^redis-cli$/, option: "-a", forms: ["next"] },
  { programs: /^sshpass$/, option: "-p", forms: ["attached", "next"] },
  { programs: /^(?:cqlsh|rabbitmqadmin)$/, option: "-p", forms: ["attached", "next"] },
  { programs: /^(?:sqlcmd|bcp)$/, option: "-P", forms: ["attached", "next"] },
];

/** An option with the password behind it; `$` in it stands for what a shell puts in. */
export interface PasswordArgument {
  option: string;
  value: string;
}

/** The passwords in the short options of a program that is known to take them there. */
export function passwordArguments(command: Command): PasswordArgument[] {
  // Another program may start it: gosu, env, an entrypoint script.
  return command.flatMap((program, at) => passwordsOf(baseName(program), command.slice(at + 1)));
}

function passwordsOf(program: string, words: Command): PasswordArgument[] {
  return passwordOptions
    .filter(({ programs }) => programs.test(program))
    .flatMap(({ option, forms }) =>
      words.flatMap((word, index) => {
        const next = words[index + 1];
        if (word === option && forms.includes("next") && next !== undefined && !next.startsWith("-"))
          return [{ option, value: next }];
        return word.length > option.length && word.startsWith(option) && forms.includes("attached")
          ? [{ option, value: word.slice(option.length) }]
          : [];
      }),
    );
}
