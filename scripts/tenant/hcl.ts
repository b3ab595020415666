import { Problem, type Location } from '../lib/problem.ts';

/** A value of a Terraform file: JSON, or an expression that only Terraform can work out. */
export type HclValue = string | number | boolean | null | HclExpression | readonly HclValue[] | HclObject;
interface HclObject {
  readonly [key: string]: HclValue;
}

/** `auth0_action.claims.id`, `file("x.js")`, `var.x`: its text, and the arguments of a call. */
export class HclExpression {
  readonly text: string;
  readonly call: { readonly name: string; readonly args: readonly HclValue[] } | undefined;

  constructor(text: string, call?: HclExpression['call']) {
    this.text = text;
    this.call = call;
  }
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: Readonly<Record<string, HclValue>>;
  readonly blocks: readonly HclBlock[];
}

/**
 * Reads the part of HCL that resources are written in: blocks, attributes, strings, heredocs, numbers, lists, objects,
 * references and calls; operators and `for` are kept as text. Throws a Problem at what it cannot read.
 */
export function parseHcl(text: string, file: string): HclBlock[] {
  const cursor = new Cursor(text, file);
  const blocks: HclBlock[] = [];
  for (cursor.skip(); !cursor.isAtEnd(); cursor.skip()) blocks.push(parseBlock(cursor, cursor.word()));
  return blocks;
}

function parseBlock(cursor: Cursor, type: string): HclBlock {
  const labels: string[] = [];
  for (cursor.blanks(); cursor.peek() !== '{'; cursor.blanks()) {
    const label = cursor.peek() === '"' ? parseString(cursor) : cursor.word();
    labels.push(label instanceof HclExpression ? label.text : label);
  }
  cursor.expect('{');
  const attributes: Record<string, HclValue> = {};
  const blocks: HclBlock[] = [];
  for (cursor.skip(); cursor.peek() !== '}'; cursor.skip()) {
    const name = cursor.word();
    cursor.blanks();
    if (cursor.peek() === '=') {
      cursor.expect('=');
      attributes[name] = parseValue(cursor);
    } else {
      blocks.push(parseBlock(cursor, name));
    }
  }
  cursor.expect('}');
  return { type, labels, attributes, blocks };
}

/** A value, or the text of a whole expression when an operator follows it. */
function parseValue(cursor: Cursor): HclValue {
  cursor.blanks();
  const from = cursor.at;
  const value = parseTerm(cursor);
  cursor.blanks();
  if (/[\n\r,\]})#/]|^$/.test(cursor.peek()) || cursor.isAtEnd()) return value;
  cursor.restOfExpression();
  return new HclExpression(cursor.text.slice(from, cursor.at).trim());
}

function parseTerm(cursor: Cursor): HclValue {
  const next = cursor.peek();
  if (next === '"') return parseString(cursor);
  if (next === '[') return parseList(cursor, '[', ']');
  if (next === '{') return parseObject(cursor);
  if (cursor.text.startsWith('<<', cursor.at)) return parseHeredoc(cursor);
  const number = cursor.take(/-?\d+(?:\.\d+)?/y);
  if (number !== undefined) return Number(number);
  const name = cursor.take(/[A-Za-z_][\w-]*(?:\.[\w-]+|\[[^\]\n]*\])*/y);
  if (name === undefined) throw cursor.fault('a value');
  if (name === 'true' || name === 'false') return name === 'true';
  if (name === 'null') return null;
  if (cursor.peek() !== '(') return new HclExpression(name);
  const from = cursor.at - name.length;
  const args = parseList(cursor, '(', ')');
  return new HclExpression(cursor.text.slice(from, cursor.at), { name, args });
}

function parseList(cursor: Cursor, open: string, close: string): HclValue[] {
  const items: HclValue[] = [];
  cursor.expect(open);
  for (cursor.skip(); cursor.peek() !== close; cursor.skip()) {
    if (cursor.take(/for\b/y) !== undefined) {
      cursor.until(close);
      continue;
    }
    items.push(parseValue(cursor));
    cursor.skip();
    cursor.take(/,/y);
  }
  cursor.expect(close);
  return items;
}

function parseObject(cursor: Cursor): HclObject {
  const object: Record<string, HclValue> = {};
  cursor.expect('{');
  for (cursor.skip(); cursor.peek() !== '}'; cursor.skip()) {
    const key = cursor.peek() === '"' ? parseString(cursor) : cursor.word();
    cursor.blanks();
    if (cursor.take(/[=:]/y) === undefined) throw cursor.fault('= or :');
    object[key instanceof HclExpression ? key.text : key] = parseValue(cursor);
    cursor.skip();
    cursor.take(/,/y);
  }
  cursor.expect('}');
  return object;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** A string with `${...}` in it is an expression: Terraform alone knows its value. */
function parseString(cursor: Cursor): string | HclExpression {
  const raw = cursor.take(/"(?:[^"\\\n]|\\.)*"/y);
  if (raw === undefined) throw cursor.fault('a string on one line');
  const inner = raw.slice(1, -1);
  if (/(?<!\$)\$\{/.test(inner)) return new HclExpression(raw);
  const text = inner.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (whole, code?: string, one?: string) =>
    code === undefined ? (ESCAPES[one ?? ''] ?? whole) : String.fromCharCode(Number.parseInt(code, 16)),
  );
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

function parseHeredoc(cursor: Cursor): string | HclExpression {
  const head = cursor.take(/<<-?([A-Za-z_]\w*)\r?\n/y);
  if (head === undefined) throw cursor.fault('a heredoc');
  const indented = head.startsWith('<<-');
  const mark = head.replace(/^<<-?/, '').trim();
  const lines: string[] = [];
  for (;;) {
    const line = cursor.take(/[^\n]*\n?/y) ?? '';
    if (line.trim() === mark) {
      if (line.endsWith('\n')) cursor.at -= 1;
      break;
    }
    if (line === '') throw cursor.fault(`the end of the heredoc, ${mark}`);
    lines.push(line);
  }
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length),
  );
  const text = (indented ? lines.map((line) => line.slice(Math.min(indent, line.length - 1))) : lines).join(
    '',
  );
  if (/(?<!\$)\$\{/.test(text)) return new HclExpression(text);
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

class Cursor {
  readonly text: string;
  readonly file: string;
  at = 0;

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
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

  /** To the closing character of the present nesting. */
  until(close: string): void {
    let depth = 0;
    for (; !this.isAtEnd(); this.at += 1) {
      const one = this.peek();
      if (depth === 0 && one === close) return;
      if ('([{'.includes(one)) depth += 1;
      if (')]}'.includes(one)) depth -= 1;
    }
    throw this.fault(close);
  }

  /** To the end of the line, or of the enclosing list or object; brackets of its own are passed. */
  restOfExpression(): void {
    let depth = 0;
    for (; !this.isAtEnd(); this.at += 1) {
      const one = this.peek();
      if (depth === 0 && (one === '\n' || one === ',' || ')]}'.includes(one))) return;
      if ('([{'.includes(one)) depth += 1;
      if (')]}'.includes(one)) depth -= 1;
    }
  }

  fault(expected: string): Problem {
    const before = this.text.slice(0, this.at).split('\n');
    const at: Location = { file: this.file, line: before.length, column: before.at(-1)!.length + 1 };
    return new Problem('terraform-syntax', `Expected ${expected}.`, {
      at,
      hint: 'Only what resources are written in is read; format the file with terraform fmt and try again.',
    });
  }
}
