import { ts } from '../lib/ts.ts';
import { parameterFor } from './given.ts';
import type { Variable } from './names.ts';
import type { ParsedRule } from './parse.ts';
import { isAssignment, isEmptyLiteral, isFallback, unwrap, wrapped } from './syntax.ts';

/** What a rule was given: three parameters and three names of the sandbox. */
export type Root = 'user' | 'context' | 'callback' | 'configuration' | 'auth0' | 'global';

/**
 * `read` takes the value, `write` replaces it, `update` changes it in place, `alias` and `destructure` name parts of it,
 * `given` hands it to a function of the rule under the name of a parameter.
 */
type UseKind = 'read' | 'write' | 'update' | 'delete' | 'call' | 'alias' | 'destructure' | 'given';

/** A step of a path that is not known before the code runs. */
export const COMPUTED = '*';

/** One place where the rule touches what it was given: `context.request.geoip`, or an alias of a part of it. */
export interface Use {
  readonly root: Root;
  /** Property names from the root; COMPUTED for `[expression]`. */
  readonly path: readonly string[];
  readonly kind: UseKind;
  /** The identifier at the start of the chain: the root itself or an alias. */
  readonly identifier: ts.Identifier;
  /** The chain from the identifier on: `links[0]` is the identifier, each next one a property further. */
  readonly links: readonly ts.Expression[];
  /** The path that the identifier stands for: empty unless it is an alias. */
  readonly aliased: readonly string[];
}

export interface Uses {
  readonly all: readonly Use[];
  /** Names that neither the rule nor its parameters declare, with every place that reads or writes them. */
  readonly free: ReadonlyMap<string, readonly ts.Identifier[]>;
  /** Each `require(…)`. */
  readonly requires: readonly ts.CallExpression[];
  /** The variables that stand for a part of the user or the context. */
  readonly aliases: ReadonlyMap<Variable, Alias>;
  /** The variables that are assigned after they are declared. */
  readonly written: ReadonlySet<Variable>;
}

interface Alias {
  readonly root: Root;
  readonly path: readonly string[];
  readonly declaration: ts.VariableDeclaration | ts.BindingElement | ts.ParameterDeclaration;
}

const SANDBOX: ReadonlySet<string> = new Set(['configuration', 'auth0', 'global']);
const PARAMETERS = ['user', 'context', 'callback'] as const;

/** Finds every use of what the rule was given, through aliases and destructuring. */
export function findUses(parsed: ParsedRule): Uses {
  const identifiers = parsed.checker.references;
  const symbols = new Map<ts.Identifier, Variable | undefined>(
    identifiers.map((identifier) => [identifier, parsed.checker.getSymbolAtLocation(identifier)]),
  );
  const roots = new Map<Variable, Root>();
  for (const [index, name] of PARAMETERS.entries()) {
    const parameter = parsed.handler.parameters[index];
    const symbol = parameter === undefined ? undefined : parsed.checker.getSymbolAtLocation(parameter.name);
    if (symbol !== undefined) roots.set(symbol, name);
  }
  const written = writtenSymbols(symbols);
  const aliases = new Map<Variable, Alias>();
  const given = new Set<ts.Identifier>();
  let all: Use[] = [];
  for (let known = -1; known !== aliases.size;) {
    known = aliases.size;
    all = identifiers.flatMap(
      (identifier) => useAt(identifier, symbols.get(identifier), roots, aliases) ?? [],
    );
    for (const use of all) addAliases(parsed.checker, use, written, aliases);
    for (const use of addParameters(parsed, all, symbols, written, aliases)) given.add(use);
  }
  all = all.map((use) => (given.has(use.identifier) ? { ...use, kind: 'given' } : use));
  const free = new Map<string, ts.Identifier[]>();
  const requires: ts.CallExpression[] = [];
  for (const identifier of identifiers) {
    if (symbols.get(identifier) !== undefined || identifier.text === 'undefined') continue;
    const places = free.get(identifier.text) ?? [];
    free.set(identifier.text, places);
    places.push(identifier);
    if (identifier.text === 'require' && ts.isCallExpression(identifier.parent))
      requires.push(identifier.parent);
  }
  return { all, free, requires, aliases, written };
}

function writtenSymbols(symbols: ReadonlyMap<ts.Identifier, Variable | undefined>): ReadonlySet<Variable> {
  const written = new Set<Variable>();
  for (const [identifier, symbol] of symbols) {
    if (symbol !== undefined && isWrite(wrapped(identifier))) written.add(symbol);
  }
  return written;
}

/** Whether an expression is the target of an assignment, `++`, a destructuring assignment or a `for … of`. */
export function isWrite(node: ts.Expression): boolean {
  const { parent } = node;
  if (isAssignment(parent)) return parent.left === node;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return (
      parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
    );
  }
  if (ts.isForInStatement(parent) || ts.isForOfStatement(parent)) return parent.initializer === node;
  return isAssignmentPattern(node);
}

function isAssignmentPattern(node: ts.Expression): boolean {
  const { parent } = node;
  const isPart =
    (ts.isPropertyAssignment(parent) && parent.initializer === node) ||
    (ts.isShorthandPropertyAssignment(parent) && parent.name === node) ||
    (ts.isArrayLiteralExpression(parent) && parent.elements.includes(node)) ||
    ts.isSpreadElement(parent) ||
    ts.isSpreadAssignment(parent);
  if (!isPart) return false;
  const pattern = ts.isArrayLiteralExpression(parent) ? parent : parent.parent;
  if (!ts.isObjectLiteralExpression(pattern) && !ts.isArrayLiteralExpression(pattern)) return false;
  const outer = wrapped(pattern);
  return (isAssignment(outer.parent) && outer.parent.left === outer) || isAssignmentPattern(outer);
}

function useAt(
  identifier: ts.Identifier,
  symbol: Variable | undefined,
  roots: ReadonlyMap<Variable, Root>,
  aliases: ReadonlyMap<Variable, Alias>,
): Use | undefined {
  const alias = symbol === undefined ? undefined : aliases.get(symbol);
  const root =
    symbol === undefined
      ? SANDBOX.has(identifier.text)
        ? (identifier.text as Root)
        : undefined
      : (roots.get(symbol) ?? alias?.root);
  if (root === undefined) return undefined;
  const aliased = alias?.path ?? [];
  const links: ts.Expression[] = [identifier];
  const path = [...aliased];
  for (let outer = chainOf(identifier); ;) {
    const { parent } = outer;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === outer) path.push(parent.name.text);
    else if (ts.isElementAccessExpression(parent) && parent.expression === outer) {
      path.push(literalText(parent.argumentExpression) ?? COMPUTED);
    } else break;
    links.push(parent);
    outer = chainOf(parent);
  }
  return { root, path, identifier, links, aliased, kind: kindOf(links.at(-1)!) };
}

/** The string or number that an expression is, when it is a literal. */
export function literalText(node: ts.Expression): string | undefined {
  const inner = unwrap(node);
  return ts.isStringLiteralLike(inner) || ts.isNumericLiteral(inner) ? inner.text : undefined;
}

/** An expression with the parentheses and the `|| {}` around it, which keep the same object when there is one. */
function chainOf(node: ts.Expression): ts.Expression {
  const outer = wrapped(node);
  const { parent } = outer;
  return isFallback(parent) && parent.left === outer && isEmptyLiteral(parent.right)
    ? wrapped(parent)
    : outer;
}

function kindOf(last: ts.Expression): UseKind {
  const outer = wrapped(last);
  const { parent } = outer;
  if (isAssignment(parent) && parent.left === outer) {
    return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ? 'write' : 'update';
  }
  if (isWrite(outer)) return 'update';
  if (ts.isDeleteExpression(parent)) return 'delete';
  if (ts.isCallExpression(parent) && parent.expression === outer) return 'call';
  const whole = chainOf(last);
  if (ts.isVariableDeclaration(whole.parent) && whole.parent.initializer === whole) {
    return ts.isIdentifier(whole.parent.name) ? 'alias' : 'destructure';
  }
  return 'read';
}

function addAliases(
  checker: ParsedRule['checker'],
  use: Use,
  written: ReadonlySet<Variable>,
  aliases: Map<Variable, Alias>,
): void {
  if (use.kind !== 'alias' && use.kind !== 'destructure') return;
  const isWhole = use.kind === 'alias' && use.path.length === 0;
  if (use.root !== 'user' && use.root !== 'context' && !(use.root === 'configuration' && isWhole)) return;
  for (const { name, path, declaration } of namesIn(use)) {
    const symbol = checker.getSymbolAtLocation(name);
    if (symbol !== undefined && !written.has(symbol))
      aliases.set(symbol, { root: use.root, path, declaration });
  }
}

interface Named {
  readonly name: ts.Identifier;
  /** From the root. */
  readonly path: readonly string[];
  readonly declaration: Alias['declaration'];
}

/** The variables that an alias or a pattern declares. */
function namesIn({ links, path }: Use): Named[] {
  const bind = (
    pattern: ts.BindingName,
    from: readonly string[],
    declaration: Alias['declaration'],
  ): Named[] => {
    if (ts.isIdentifier(pattern)) return [{ name: pattern, path: from, declaration }];
    return pattern.elements.flatMap((element) => {
      if (ts.isOmittedExpression(element) || element.dotDotDotToken !== undefined) return [];
      const key = ts.isObjectBindingPattern(pattern) ? keyOf(element) : COMPUTED;
      return bind(element.name, [...from, key], element);
    });
  };
  const declaration = chainOf(links.at(-1)!).parent as ts.VariableDeclaration;
  return bind(declaration.name, path, declaration);
}

/** The paths from the root that a pattern takes, as far as they are known. */
export function namedPaths(use: Use): readonly (readonly string[])[] {
  return namesIn(use).flatMap(({ path }) => (path.includes(COMPUTED) ? [] : [path]));
}

/** Adds the parameters that stand for the user in functions of the rule; tells where they are given it. */
function addParameters(
  { handler, checker }: ParsedRule,
  all: readonly Use[],
  symbols: ReadonlyMap<ts.Identifier, Variable | undefined>,
  written: ReadonlySet<Variable>,
  aliases: Map<Variable, Alias>,
): readonly ts.Identifier[] {
  const users = all.filter(({ root, path, kind }) => root === 'user' && path.length === 0 && kind === 'read');
  const names = new Set<ts.Node>(users.map(({ identifier }) => identifier));
  const bySymbol = new Map<Variable, ts.Identifier[]>();
  const referencesOf = (symbol: Variable): readonly ts.Identifier[] => {
    if (bySymbol.size === 0)
      for (const [identifier, other] of symbols)
        if (other !== undefined)
          (bySymbol.get(other) ?? bySymbol.set(other, []).get(other)!).push(identifier);
    return bySymbol.get(symbol) ?? [];
  };
  return users.flatMap(({ identifier }) => {
    const found = parameterFor(identifier, handler.body, (name) => symbols.get(name), referencesOf);
    if (found === undefined || !found.arguments.every((one) => names.has(unwrap(one)))) return [];
    const { parameter } = found;
    const symbol = checker.getSymbolAtLocation(parameter.name);
    if (symbol === undefined || written.has(symbol) || symbol.declarations.length !== 1) return [];
    aliases.set(symbol, { root: 'user', path: [], declaration: parameter });
    return [identifier];
  });
}

/** `const { a, ...rest } = user`: the rest is as good as the whole. */
export function takesRest(use: Use): boolean {
  if (use.path.length > 0 || use.kind !== 'destructure') return false;
  const { parent } = chainOf(use.links[0]!);
  return (
    ts.isVariableDeclaration(parent) &&
    !ts.isIdentifier(parent.name) &&
    parent.name.elements.some((one) => !ts.isOmittedExpression(one) && one.dotDotDotToken !== undefined)
  );
}

/** The property that an element of an object pattern takes. */
export function keyOf(element: ts.BindingElement): string {
  const name = element.propertyName ?? element.name;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  return COMPUTED;
}

/** Methods that change what they are called on. */
export const MUTATING: ReadonlySet<string> = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
  'set',
  'add',
  'delete',
  'clear',
]);

/** Whether a use changes an object in place. */
export function isMutation(use: Use): boolean {
  if (use.kind === 'write' || use.kind === 'update' || use.kind === 'delete') return use.path.length > 0;
  return use.kind === 'call' && use.path.length > 1 && MUTATING.has(use.path.at(-1)!);
}
