/** A directive as nginx's reader understands the text: name, arguments without quotes, content of its braces. */
export interface Read {
  name: string;
  args: string[];
  block?: Read[];
}

/** Reads a configuration by the rules of nginx's own tokenizer (`ngx_conf_read_token`), written apart from the printer. */
export function readConfig(text: string): Read[] {
  const stack: Read[][] = [[]];
  let words: string[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] as string;
    if (/\s/.test(character)) at++;
    else if (character === "#") at = (text.indexOf("\n", at) + 1 || text.length + 1) - 1;
    else if (character === ";" || character === "{") {
      const [name, ...args] = words;
      if (name === undefined) throw new Error(`a directive without a name at ${at}`);
      const read: Read = { name, args };
      stack.at(-1)?.push(read);
      if (character === "{") {
        read.block = [];
        stack.push(read.block);
      }
      words = [];
      at++;
    } else if (character === "}") {
      if (words.length > 0 || stack.length === 1) throw new Error(`an unexpected } at ${at}`);
      stack.pop();
      at++;
    } else {
      const [word, end] = readWord(text, at);
      words.push(word);
      at = end;
    }
  }
  if (words.length > 0 || stack.length !== 1) throw new Error("the text ends inside a directive");
  return stack[0] as Read[];
}

function readWord(text: string, start: number): [string, number] {
  const mark = text[start] === '"' || text[start] === "'" ? text[start] : undefined;
  let word = "";
  let at = mark ? start + 1 : start;
  for (; at < text.length; at++) {
    const character = text[at] as string;
    if (mark ? character === mark : /[\s;{]/.test(character)) break;
    if (character === "\\") {
      const next = text[++at] as string;
      const escaped = { '"': '"', "'": "'", "\\": "\\", t: "\t", r: "\r", n: "\n" }[next];
      word += escaped ?? `\\${next}`;
    } else word += character;
  }
  if (mark && text[at] !== mark) throw new Error(`an open quote at ${start}`);
  if (mark && !/[\s;{)]/.test(text[at + 1] ?? "")) throw new Error(`text after a quote at ${at}`);
  return [word, mark ? at + 1 : at];
}
