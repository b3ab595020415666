import { ts } from 'ts-morph';
import { eventPathFor, toSegments } from '../auth0/mapping-lookup.ts';

/** What source code looks at, so that logins can be made that matter to it. */
export interface Aims {
  /** Paths in a login: `['user', 'groups']`; or a key of the configuration or of the secrets. */
  readonly paths: readonly (readonly string[])[];
  /** What the code compares a path with. */
  readonly hints: readonly Hint[];
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  /** Names of properties, for the keys of objects. */
  readonly names: readonly string[];
  readonly usesNetwork: boolean;
  readonly leaves: boolean;
}

interface Hint {
  readonly path: readonly string[];
  readonly value: string | number;
}

export const NO_AIMS: Aims = {
  paths: [],
  hints: [],
  texts: [],
  numbers: [],
  names: [],
  usesNetwork: false,
  leaves: false,
};

type Root = 'user' | 'context' | 'configuration' | 'event';

/** Reads what the code of Rules (`user`, `context`, `configuration`) or Actions (`event`) looks at. */
export function aimsOf(text: string, file: string): Aims {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const paths: string[][] = [];
  const hints: Hint[] = [];
  const texts = new Set<string>();
  const numbers = new Set<number>();
  const names = new Set<string>();
  const known = new Map<string, readonly string[]>(ROOTS.map((root) => [root, [root]]));

  const pathOf = (path: readonly string[]): string[] | undefined => {
    const last = path.findLastIndex((part) => !METHODS.has(part));
    return loginPath(path.slice(0, last + 1));
  };
  const note = (path: readonly string[]): void => {
    const found = pathOf(path);
    if (found) paths.push(found);
  };
  const hint = (compared: ts.Node, value: ts.Node | undefined): void => {
    const path = chainOf(compared, known);
    const found = path && pathOf(path);
    if (!found || value === undefined) return;
    if (ts.isStringLiteralLike(value)) hints.push({ path: found, value: value.text });
    if (ts.isNumericLiteral(value)) hints.push({ path: found, value: Number(value.text) });
  };
  const bind = (name: ts.BindingName, path: readonly string[]): void => {
    if (ts.isIdentifier(name)) {
      known.set(name.text, path);
      note(path);
      return;
    }
    for (const element of name.elements) {
      if (ts.isOmittedExpression(element)) continue;
      const key = ts.isObjectBindingPattern(name) ? keyOf(element) : '[0]';
      names.add(key);
      bind(element.name, [...path, key]);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isStringLiteralLike(node) && node.text.length <= LONGEST) texts.add(node.text);
    if (ts.isNumericLiteral(node)) numbers.add(Number(node.text));
    if (ts.isRegularExpressionLiteral(node)) texts.add(node.text.replaceAll(/[^\w@. -]/g, ''));
    if (ts.isTemplateExpression(node)) {
      for (const part of [node.head, ...node.templateSpans.map((span) => span.literal)]) texts.add(part.text);
    }
    if (ts.isBinaryExpression(node)) {
      hint(node.left, node.right);
      hint(node.right, node.left);
    }
    if (ts.isSwitchStatement(node)) {
      for (const clause of node.caseBlock.clauses) {
        if (ts.isCaseClause(clause)) hint(node.expression, clause.expression);
      }
    }
    if (ts.isCallExpression(node)) hint(node.expression, node.arguments[0]);
    if (ts.isPropertyAccessExpression(node)) names.add(node.name.text);
    if (isAccess(node) && !isAccess(node.parent)) {
      const path = chainOf(node, known);
      if (path) note(path);
    }
    if (ts.isVariableDeclaration(node) && node.initializer) {
      const path = chainOf(node.initializer, known);
      if (path) bind(node.name, path);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return {
    paths: unique(paths),
    hints,
    texts: [...texts],
    numbers: [...numbers],
    names: [...names].filter((name) => !METHODS.has(name)),
    usesNetwork:
      /\b(?:fetch|https?|request|axios|ManagementClient)\b\s*[.('"]|require\(['"](?:request|axios|https?|node-fetch)/.test(
        text,
      ),
    leaves: /redirect|sendUserTo|prompt\.render/.test(text),
  };
}

/** What several sources look at together. */
export function mergeAims(all: readonly Aims[]): Aims {
  return {
    paths: unique(all.flatMap((aims) => aims.paths)),
    hints: all.flatMap((aims) => aims.hints),
    texts: [...new Set(all.flatMap((aims) => aims.texts))],
    numbers: [...new Set(all.flatMap((aims) => aims.numbers))],
    names: [...new Set(all.flatMap((aims) => aims.names))],
    usesNetwork: all.some((aims) => aims.usesNetwork),
    leaves: all.some((aims) => aims.leaves),
  };
}

const ROOTS: readonly Root[] = ['user', 'context', 'configuration', 'event'];
const LONGEST = 200;

/** Names at the end of a chain that are called on a value rather than read from it. */
const METHODS = new Set(
  [Array.prototype, String.prototype, Object.prototype, Promise.prototype].flatMap((prototype) =>
    Object.getOwnPropertyNames(prototype),
  ),
);

function isAccess(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

/** `event.user['groups']` as a path, through names that stand for a part; undefined for anything else. */
function chainOf(
  node: ts.Node,
  known: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  if (ts.isIdentifier(node)) return known.get(node.text);
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)) {
    return chainOf(node.expression, known);
  }
  if (ts.isBinaryExpression(node)) return chainOf(node.left, known);
  if (ts.isCallExpression(node) && node.arguments.length === 1) return chainOf(node.arguments[0]!, known);
  if (!isAccess(node)) return undefined;
  const path = chainOf(node.expression, known);
  if (!path) return undefined;
  if (ts.isPropertyAccessExpression(node)) return [...path, node.name.text];
  const { argumentExpression: key } = node;
  if (ts.isStringLiteralLike(key)) return [...path, key.text];
  return ts.isNumericLiteral(key) ? [...path, `[${key.text}]`] : path;
}

function keyOf(element: ts.BindingElement): string {
  const name = element.propertyName ?? element.name;
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : '';
}

/** Where a login holds what the code reads. */
function loginPath(path: readonly string[]): string[] | undefined {
  const [root, ...rest] = path;
  if (rest.length === 0) return undefined;
  if (root === 'event') return rest;
  if (root === 'user') return ['user', ...rest];
  if (root === 'configuration') return ['configuration', rest[0]!];
  const mapped = eventPathFor(path);
  return mapped?.expression === undefined ? undefined : [...toSegments(mapped.expression)].slice(1);
}

function unique(paths: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}
