import { Cursor, endOfInterpolation, endOfString } from './hcl-cursor.ts';

/** A value of a Terraform file: JSON, or an expression that has to be worked out. */
export type HclValue = string | number | boolean | null | HclExpression | readonly HclValue[] | HclObject;
export interface HclObject {
  readonly [key: string]: HclValue;
}

/** `auth0_action.claims.id`, `file("x.js")`, `"a ${var.x}"`: its text, and what it is made of where that is known. */
export class HclExpression {
  readonly text: string;
  readonly call: { readonly name: string; readonly args: readonly HclValue[] } | undefined;
  /** The texts and values of a text with `${...}` in it, in order. */
  readonly parts: readonly HclValue[] | undefined;

  constructor(text: string, known: Partial<Pick<HclExpression, 'call' | 'parts'>> = {}) {
    this.text = text;
    this.call = known.call;
    this.parts = known.parts;
  }
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly line: number;
  readonly attributes: Readonly<Record<string, HclValue>>;
  /** The line of each attribute. */
  readonly lines: Readonly<Record<string, number>>;
  readonly blocks: readonly HclBlock[];
}

/**
 * Reads the part of HCL that resources and values of variables are written in: blocks, attributes, strings, heredocs,
 * numbers, lists, objects, references and calls; operators and `for` are kept as text. Returns the whole file as one
 * block without a name. Throws a Problem at what it cannot read.
 */
export function parseHcl(text: string, file: string): HclBlock {
  return parseBody(new Cursor(text, file), { type: '', labels: [], line: 1 }, '');
}

function parseBlock(cursor: Cursor, type: string, line: number): HclBlock {
  const labels: string[] = [];
  for (cursor.blanks(); cursor.peek() !== '{'; cursor.blanks()) {
    const label = cursor.peek() === '"' ? parseString(cursor) : cursor.word();
    labels.push(label instanceof HclExpression ? label.text : label);
  }
  cursor.expect('{');
  const block = parseBody(cursor, { type, labels, line }, '}');
  cursor.expect('}');
  return block;
}

/** Attributes and blocks, up to `end`, which is a closing brace or the end of the file. */
function parseBody(cursor: Cursor, head: Pick<HclBlock, 'type' | 'labels' | 'line'>, end: string): HclBlock {
  const attributes: Record<string, HclValue> = {};
  const lines: Record<string, number> = {};
  const blocks: HclBlock[] = [];
  for (cursor.skip(); cursor.peek() !== end; cursor.skip()) {
    const line = cursor.line();
    const name = cursor.word();
    cursor.blanks();
    if (cursor.peek() === '=') {
      cursor.expect('=');
      attributes[name] = parseValue(cursor);
      lines[name] = line;
    } else {
      blocks.push(parseBlock(cursor, name, line));
    }
  }
  return { ...head, attributes, lines, blocks };
}

/** A value, or the text of a whole expression when an operator follows it. */
function parseValue(cursor: Cursor): HclValue {
  cursor.blanks();
  const from = cursor.at;
  const value = parseTerm(cursor);
  cursor.blanks();
  if (/[\n\r,\]})#/]|^$/.test(cursor.peek()) || cursor.isAtEnd()) return value;
  return restAsText(cursor, from);
}

function restAsText(cursor: Cursor, from: number): HclExpression {
  cursor.restOfExpression();
  return new HclExpression(cursor.text.slice(from, cursor.at).trim());
}

function parseTerm(cursor: Cursor): HclValue {
  const from = cursor.at;
  const next = cursor.peek();
  if (next === '"') return parseString(cursor);
  if (cursor.take(/[[{]\s*for\b/y) !== undefined) {
    cursor.at = from;
    return restAsText(cursor, from);
  }
  if (next === '[') return parseList(cursor, '[', ']');
  if (next === '{') return parseObject(cursor);
  if (next === '(' || next === '!') return restAsText(cursor, from);
  if (cursor.text.startsWith('<<', cursor.at)) return parseHeredoc(cursor);
  const number = cursor.take(/-?\d+(?:\.\d+)?/y);
  if (number !== undefined) return Number(number);
  const name = cursor.take(/[A-Za-z_][\w-]*(?:\.[\w-]+|\.\*|\[[^\]\n]*\])*/y);
  if (name === undefined) throw cursor.fault('a value');
  if (name === 'true' || name === 'false') return name === 'true';
  if (name === 'null') return null;
  if (cursor.peek() !== '(') return new HclExpression(name);
  const args = parseList(cursor, '(', ')');
  return new HclExpression(cursor.text.slice(from, cursor.at), { call: { name, args } });
}

function parseList(cursor: Cursor, open: string, close: string): HclValue[] {
  const items: HclValue[] = [];
  cursor.expect(open);
  for (cursor.skip(); cursor.peek() !== close; cursor.skip()) {
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

function unescape(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (whole, code?: string, one?: string) =>
    code === undefined ? (ESCAPES[one ?? ''] ?? whole) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function parseString(cursor: Cursor): string | HclExpression {
  const line = cursor.line();
  const end = endOfString(cursor.text, cursor.at);
  if (end === undefined) throw cursor.fault('a string on one line');
  const raw = cursor.text.slice(cursor.at, end);
  cursor.at = end;
  const value = parseTemplate(raw.slice(1, -1), unescape, cursor.file, line);
  return value instanceof HclExpression ? new HclExpression(raw, { parts: value.parts }) : value;
}

function parseHeredoc(cursor: Cursor): string | HclExpression {
  const line = cursor.line();
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
  return parseTemplate(text, (plain) => plain, cursor.file, line + 1);
}

/** A text; with `${...}` in it the parts of one; with `%{...}` in it what Terraform alone can work out. */
function parseTemplate(
  raw: string,
  plain: (text: string) => string,
  file: string,
  firstLine: number,
): string | HclExpression {
  const parts: HclValue[] = [];
  let text = '';
  for (let at = 0; at < raw.length;) {
    if (/^(?:\$\$|%%)\{/.test(raw.slice(at, at + 3))) {
      text += raw.slice(at + 1, at + 3);
      at += 3;
    } else if (raw.startsWith('%{', at) || raw.startsWith('${~', at)) {
      return new HclExpression(raw);
    } else if (raw.startsWith('${', at)) {
      const end = endOfInterpolation(raw, at);
      const line = firstLine + raw.slice(0, at).split('\n').length - 1;
      const inner = raw.slice(at + 2, end - 1).trim();
      parts.push(plain(text), parseValue(new Cursor(inner, file, line)));
      text = '';
      at = end;
    } else {
      const length = raw[at] === '\\' && plain === unescape ? 2 : 1;
      text += raw.slice(at, at + length);
      at += length;
    }
  }
  if (parts.length === 0) return plain(text);
  return new HclExpression(raw, { parts: [...parts, plain(text)].filter((part) => part !== '') });
}
