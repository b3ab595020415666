import { ts } from '../lib/ts.ts';
import { textOf } from './inert.ts';

/** What a value can be, as bits: values of events and answers, and what is made of them, are plain data. */
export const TEXT = 1;
export const NUMBER = 2;
export const FLAG = 4;
export const UNDEFINED = 8;
export const NULL = 16;
export const OBJECT = 32;
export const LIST = 64;
/** A list of texts alone. */
export const TEXTS = 128;
export const ANYTHING = 255;

const NOTHING = UNDEFINED | NULL;
export const PRIMITIVE = TEXT | NUMBER | FLAG | NOTHING;
export const LISTS = LIST | TEXTS;

export const isOnly = (kind: number, wanted: number): boolean => (kind & ~wanted) === 0;
export const isSomething = (kind: number): boolean => (kind & NOTHING) === 0;

/** What is known at a place: of names and of paths such as `context.redirect`. */
export interface Known {
  readonly kinds: ReadonlyMap<string, number>;
  /** Names that stand for a part of the event or of the api: `token` for `api.idToken`. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Functions that names hold. */
  readonly functions: ReadonlyMap<string, ts.FunctionLikeDeclaration>;
  /** Names that are not those of the one claim that the api refuses. */
  readonly notScope: ReadonlySet<string>;
  /** Names that hold one value for good. */
  readonly fixed: ReadonlySet<string>;
  /** Functions that the source declares at its top, which are known everywhere. */
  readonly declared: ReadonlyMap<string, ts.FunctionLikeDeclaration>;
  /** Nobody gets a token any more: what only shows in one does not count. */
  readonly isDenied: boolean;
  /** The rule around has called back with an error: what it calls back with then does not count. */
  readonly isFailed?: boolean;
  /** Taken for granted that the api takes what it is given, and that values are plain data. */
  readonly trusts: boolean;
  /** How deep calls of functions are followed. */
  readonly depth: number;
}

export function withKind(known: Known, path: string, kind: number): Known {
  return { ...known, kinds: new Map([...known.kinds, [path, kind]]) };
}

/** A name that holds something new. */
export function withName(known: Known, name: string, kind: number): Known {
  const kinds = [...known.kinds].filter(([path]) => !path.startsWith(`${name}.`));
  const others = <T>(from: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...from].filter(([one]) => one !== name));
  const functions = others(known.functions);
  const fixed = new Set([...known.fixed].filter((one) => one !== name));
  return {
    ...known,
    kinds: new Map([...kinds, [name, kind]]),
    functions,
    aliases: others(known.aliases),
    fixed,
  };
}

/** What is still known once other code has run: of the event, and of names that hold one value for good. */
export function lasting(found: Known, before: Known): Known {
  const kinds = [...found.kinds].filter(
    ([path, kind]) => before.kinds.get(path) === kind || found.fixed.has(path) || path.startsWith('event.'),
  );
  return { ...found, kinds: new Map(kinds) };
}

/** `user.email`, with names that stand for parts of the event or the api resolved; empty for anything else. */
export function pathOf(node: ts.Expression, { aliases }: Pick<Known, 'aliases'>): string {
  const path = textOf(bare(node));
  const [root, ...rest] = path.split('.');
  const alias = aliases.get(root!);
  return alias === undefined || path === '' ? path : [alias, ...rest].join('.');
}

export function bare(node: ts.Expression): ts.Expression {
  const isWrapped =
    ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node);
  return isWrapped ? bare(node.expression) : node;
}

/** What is known where a condition held, or did not. */
export function narrowed(condition: ts.Expression, holds: boolean, known: Known): Known {
  const node = bare(condition);
  if (ts.isPrefixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.ExclamationToken ? narrowed(node.operand, !holds, known) : known;
  if (ts.isBinaryExpression(node)) return narrowedByTwo(node, holds, known);
  if (ts.isCallExpression(node)) {
    const [list] = node.arguments;
    if (textOf(node.expression) === 'Array.isArray' && list)
      return holds ? limited(list, LISTS, known) : limited(list, ANYTHING & ~LISTS, known);
  }
  return holds ? there(node, known) : known;
}

function narrowedByTwo(node: ts.BinaryExpression, holds: boolean, known: Known): Known {
  const { left, right } = node;
  const both = (): Known => narrowed(right, holds, narrowed(left, holds, known));
  const { kind } = node.operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return holds ? both() : known;
  if (kind === ts.SyntaxKind.BarBarToken) return holds ? known : both();
  if (kind === ts.SyntaxKind.EqualsEqualsEqualsToken) return narrowedByValue(left, right, holds, known);
  return kind === ts.SyntaxKind.ExclamationEqualsEqualsToken
    ? narrowedByValue(left, right, !holds, known)
    : known;
}

const TYPES: ReadonlyMap<string, number> = new Map([
  ['string', TEXT],
  ['number', NUMBER],
  ['boolean', FLAG],
  ['undefined', UNDEFINED],
  ['object', OBJECT | LISTS | NULL],
]);

/** `x === undefined`, `x === null`, `typeof x === 'object'`, `claim !== 'scope'` */
function narrowedByValue(left: ts.Expression, right: ts.Expression, isSame: boolean, known: Known): Known {
  const limit = (to: number, of: ts.Expression): Known => limited(of, isSame ? to : ANYTHING & ~to, known);
  if (ts.isIdentifier(right) && right.text === 'undefined') return limit(UNDEFINED, left);
  if (right.kind === ts.SyntaxKind.NullKeyword) return limit(NULL, left);
  if (!ts.isStringLiteralLike(right)) return known;
  const type = ts.isTypeOfExpression(left) ? TYPES.get(right.text) : undefined;
  if (ts.isTypeOfExpression(left) && type !== undefined) return limit(type, left.expression);
  if (isSame) return there(left, known);
  return right.text === 'scope' && ts.isIdentifier(left)
    ? { ...known, notScope: new Set([...known.notScope, left.text]) }
    : known;
}

function limited(node: ts.Expression, to: number, known: Known): Known {
  const path = pathOf(node, known);
  return path === '' ? known : withKind(known, path, (known.kinds.get(path) ?? ANYTHING) & to);
}

/** A value that is there, as are those on the way to it. */
function there(node: ts.Expression, known: Known): Known {
  const own = bare(node);
  const on = ts.isPropertyAccessExpression(own) ? there(own.expression, known) : known;
  return limited(own, ANYTHING & ~NOTHING, on);
}

/** What is known once an expression has been worked out without failing: what it has read a property of was there. */
export function readBy(node: ts.Expression, known: Known): Known {
  const own = bare(node);
  if (ts.isPropertyAccessExpression(own)) {
    const on = readBy(own.expression, known);
    return own.questionDotToken === undefined && !ts.isOptionalChain(own) ? there(own.expression, on) : on;
  }
  if (ts.isPrefixUnaryExpression(own)) return readBy(own.operand, known);
  if (!ts.isBinaryExpression(own)) return known;
  const { kind } = own.operatorToken;
  const isEither =
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken;
  const left = readBy(own.left, known);
  return isEither ? left : readBy(own.right, left);
}
