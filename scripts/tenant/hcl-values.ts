import { HclExpression, type HclObject, type HclValue } from './hcl.ts';

/** A value that is known. */
export type Known = string | number | boolean | null | readonly Known[] | KnownObject;
interface KnownObject {
  readonly [key: string]: Known;
}

/** Why a value is not known. */
export class Unknown {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/** Where the names in an expression lead. */
export interface Names {
  /** What a reference such as `var.domain` or `local.urls` stands for. */
  readonly lookUp: (path: readonly string[], text: string) => Known | Unknown;
  /** The text of a file that `file()` names, relative to the file it stands in. */
  readonly readFile: (path: string) => string | undefined;
}

/** Works a value out as far as the files tell it; Unknown says what they do not tell. */
export function evaluate(value: HclValue, names: Names): Known | Unknown {
  if (value instanceof HclExpression) return evaluateExpression(value, names);
  if (isList(value)) return evaluateList(value, names);
  if (typeof value !== 'object' || value === null) return value;
  const fields: Record<string, Known> = {};
  for (const [key, item] of Object.entries(value)) {
    const known = evaluate(item, names);
    if (known instanceof Unknown) return known;
    fields[key] = known;
  }
  return fields;
}

function isList(value: HclValue): value is readonly HclValue[] {
  return Array.isArray(value);
}

function evaluateList(items: readonly HclValue[], names: Names): readonly Known[] | Unknown {
  const known: Known[] = [];
  for (const item of items) {
    const one = evaluate(item, names);
    if (one instanceof Unknown) return one;
    known.push(one);
  }
  return known;
}

const REFERENCE = /^[A-Za-z_][\w-]*(?:\.[\w-]+|\["[^"\]]+"\])*$/;

function evaluateExpression(expression: HclExpression, names: Names): ReturnType<typeof evaluate> {
  const { text, call, parts } = expression;
  if (parts !== undefined) return evaluateTemplate(parts, names);
  if (call !== undefined) return evaluateCall(call.name, call.args, names);
  if (!REFERENCE.test(text)) return new Unknown(`${text} is worked out by Terraform alone`);
  return names.lookUp(text.replaceAll('["', '.').replaceAll('"]', '').split('.'), text);
}

function evaluateTemplate(parts: readonly HclValue[], names: Names): ReturnType<typeof evaluate> {
  const known = evaluateList(parts, names);
  if (known instanceof Unknown) return known;
  const [first] = known;
  if (known.length === 1 && first !== undefined) return first;
  if (known.some((part) => typeof part === 'object')) return new Unknown('a list or an object is in a text');
  // Within a text a keyword is written with # instead of @.
  return known.map((part) => `${part as string | number | boolean}`.replace(KEYWORD, '##$1##')).join('');
}

const KEYWORD = /^@@(\w+)@@$/;

type Call = (args: readonly Known[], names: Names) => ReturnType<typeof evaluate>;

/** The functions that files of resources use most. Each takes values that are known. */
const CALLS: Readonly<Record<string, Call>> = {
  file: ([path], names) => {
    if (typeof path !== 'string') return new Unknown('file() is given no path');
    return names.readFile(path) ?? new Unknown(`there is no file ${path}`);
  },
  jsonencode: ([value]) => JSON.stringify(value),
  toset: ([value]) => value ?? null,
  tolist: ([value]) => value ?? null,
  concat: (args) => args.flat(),
};

function evaluateCall(name: string, args: readonly HclValue[], names: Names): ReturnType<typeof evaluate> {
  const call = CALLS[name];
  if (call === undefined) return new Unknown(`${name}() is worked out by Terraform alone`);
  const known = evaluateList(args, names);
  return known instanceof Unknown ? known : call(known, names);
}

/** The part of a value that further names of a reference lead to. */
export function within(value: Known | Unknown, path: readonly string[], text: string): Known | Unknown {
  return path.reduce<Known | Unknown>((found, key) => {
    if (found instanceof Unknown) return found;
    const next = typeof found === 'object' && found !== null ? (found as HclObject)[key] : undefined;
    return next === undefined ? new Unknown(`${text} is not in these files`) : (next as Known);
  }, value);
}
