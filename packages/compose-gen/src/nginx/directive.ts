/** An argument that nginx interprets: variables, regular expressions, modifiers. Only the renderer writes such. */
export interface Syntax {
  syntax: string;
}

/** An argument: a string stands for exactly these characters. */
export type Argument = string | number | Syntax;

/** One directive of an nginx configuration, with what its braces hold. */
export interface Directive {
  /** Interpreted by nginx: the key of a map may be a regular expression. */
  name: string;
  args: Argument[];
  block?: Directive[];
}

/** Text that nginx interprets, e.g. `$scheme`. */
export function syntax(text: string): Syntax {
  return { syntax: text };
}

/** A directive without a block. */
export function directive(name: string, ...args: Argument[]): Directive {
  return { name, args };
}

/** A directive with a block. */
export function block(name: string, args: Argument[], content: Directive[]): Directive {
  return { name, args, block: content };
}

/**
 * The text of directives. Every argument is one token of the configuration, whatever it holds.
 *
 * @throws Error when a literal holds `$` or NUL, which nginx cannot express: the model refuses both
 */
export function printDirectives(directives: readonly Directive[], indent = ""): string {
  return directives
    .map((item, index) => {
      const apart = index > 0 && indent === "" && item.block ? "\n" : "";
      return `${apart}${printDirective(item, indent)}`;
    })
    .join("");
}

function printDirective({ name, args, block: content }: Directive, indent: string): string {
  const head = [quote(name), ...args.map(printArgument)].join(" ");
  if (content === undefined) return `${indent}${head};\n`;
  if (content.length === 0) return `${indent}${head} {}\n`;
  return `${indent}${head} {\n${printDirectives(content, `${indent}    `)}${indent}}\n`;
}

function printArgument(argument: Argument): string {
  if (typeof argument === "number") return String(argument);
  if (typeof argument === "object") return quote(argument.syntax);
  if (/[$\0]/.test(argument)) throw new Error(`nginx cannot express the literal ${JSON.stringify(argument)}`);
  return quote(argument);
}

/** In quotes only the backslash and the quote itself are special to nginx's reader. */
function quote(text: string): string {
  if (/^[A-Za-z0-9_$@=/.:*~^!()?|,+-]+$/.test(text)) return text;
  const mark = text.includes('"') && !text.includes("'") ? "'" : '"';
  const escaped = text.replaceAll("\\", "\\\\").replaceAll(mark, `\\${mark}`);
  return `${mark}${escaped}${mark}`;
}
