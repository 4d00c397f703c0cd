import { type Token, tokenise } from "./tokens.ts";

/** A simple command: program and arguments. Arguments with an expansion hold it as `$name` or `$`. */
export type Command = readonly string[];

/** After these a command follows. */
const leading = new Set([
  "if",
  "then",
  "elif",
  "else",
  "while",
  "until",
  "do",
  "!",
  "{",
  "time",
  "exec",
  "command",
]);
/** Words of the shell itself; none is a program of the image. */
const builtins = new Set(
  `: . [ [[ alias bg break cd continue echo eval exit export false fg getopts hash jobs kill let local printf pwd read readonly
   return set shift source test times trap true type ulimit umask unalias unset wait fi done esac } in`.split(
    /\s+/,
  ),
);

const maximumDepth = 20;

/** The programs that a shell script runs, with their arguments; what only running it would tell is left out. */
export function commandsOf(script: string, depth = 0): Command[] {
  const { tokens, inner } = tokenise(script);
  const functions = new Set<string>();
  const commands = splitCommands(tokens, functions);
  const nested = depth < maximumDepth ? inner.flatMap((text) => commandsOf(text, depth + 1)) : [];
  return [...commands, ...nested].filter(
    ([program = ""]) => !builtins.has(program) && !functions.has(program),
  );
}

function splitCommands(tokens: readonly Token[], functions: Set<string>): Command[] {
  const commands: string[][] = [];
  let current: string[] | undefined;
  let skipping: "list" | "case" | undefined;
  let open = 0;
  let patternStart = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "operator") {
      if (token.text === "(") {
        const next = tokens[index + 1];
        if (current?.length === 1 && next?.kind === "operator" && next.text === ")") {
          functions.add(current[0] ?? "");
          commands.pop();
        }
        open++;
      } else if (token.text === ")") {
        // Without an opening bracket it ends the patterns of a branch of `case`.
        if (open === 0) commands.length = Math.min(commands.length, patternStart);
        open = Math.max(0, open - 1);
      } else if (token.text === ";;") patternStart = commands.length;
      current = undefined;
      if (skipping === "list") skipping = undefined;
      continue;
    }
    if (skipping) {
      if (skipping === "case" && token.text === "in") {
        skipping = undefined;
        patternStart = commands.length;
      }
      continue;
    }
    if (current) {
      current.push(token.text);
      continue;
    }
    if (token.text === "for" || token.text === "function") skipping = "list";
    else if (token.text === "case") skipping = "case";
    else if (leading.has(token.text) || /^[A-Za-z_][A-Za-z0-9_]*=/.test(token.text)) continue;
    else {
      current = [token.text];
      // A program named by an expansion is not known: its words are taken up and dropped.
      if (!token.expanded && token.text !== "") commands.push(current);
    }
  }
  return commands;
}
