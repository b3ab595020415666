import { Problem, type Location } from '../lib/problem.ts';

/** A place in a text that is being read; `line` is the line of the file that the text begins in. */
export class Cursor {
  readonly text: string;
  readonly file: string;
  private readonly firstLine: number;
  at = 0;

  constructor(text: string, file: string, line = 1) {
    this.text = text;
    this.file = file;
    this.firstLine = line;
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  peek(): string {
    return this.text[this.at] ?? '';
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Blanks, not the end of a line. */
  blanks(): void {
    this.take(/[ \t]*/y);
  }

  /** Blanks, line ends and comments. */
  skip(): void {
    this.take(/(?:\s+|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/)*/y);
  }

  word(): string {
    const found = this.take(/[A-Za-z_][\w-]*/y);
    if (found === undefined) throw this.fault('a name');
    return found;
  }

  expect(character: string): void {
    if (this.peek() !== character) throw this.fault(character);
    this.at += 1;
  }

  /** To the end of the line, or of the enclosing list, object or block; brackets and strings of its own are passed. */
  restOfExpression(): void {
    for (let depth = 0; !this.isAtEnd(); this.at += 1) {
      const one = this.peek();
      if (depth === 0 && (one === '\n' || one === ',' || ')]}'.includes(one))) return;
      if ('([{'.includes(one)) depth += 1;
      if (')]}'.includes(one)) depth -= 1;
      if (one === '"') this.at = (endOfString(this.text, this.at) ?? this.text.length) - 1;
    }
  }

  /** The line of the file that is read now. */
  line(): number {
    return this.firstLine + this.text.slice(0, this.at).split('\n').length - 1;
  }

  fault(expected: string): Problem {
    const column = this.at - this.text.lastIndexOf('\n', this.at - 1);
    const at: Location = { file: this.file, line: this.line(), column };
    return new Problem('terraform-syntax', `Expected ${expected}.`, {
      at,
      hint: 'Only what resources are written in is read; format the file with terraform fmt and try again.',
    });
  }
}

/** Behind the closing quote of the string that begins at `from`; undefined when it does not end on its line. */
export function endOfString(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\n') return undefined;
    if (text[at] === '"') return at + 1;
    if (text[at] === '\\') at += 1;
    else if (text.startsWith('$${', at)) at += 2;
    else if (text.startsWith('${', at)) at = endOfInterpolation(text, at) - 1;
  }
  return undefined;
}

/** Behind the closing brace of the `${` at `from`; it may hold braces and strings of its own. */
export function endOfInterpolation(text: string, from: number): number {
  let depth = 0;
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at + 1;
    if (text[at] === '"') at = (endOfString(text, at) ?? text.length) - 1;
  }
  return text.length;
}
