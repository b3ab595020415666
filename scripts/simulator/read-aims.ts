import { ts } from '../lib/ts.ts';
import { unique, type Aims, type Hint, type Site } from './aims.ts';
import { answerPaths } from './answers.ts';
import {
  chainOf,
  ELEMENT,
  isAccess,
  keyOf,
  LIST_METHODS,
  loginPath,
  METHODS,
  numberOf,
  usualText,
} from './chains.ts';
import { collectionsOf } from './collections.ts';
import { bindParameters } from './parameters.ts';
import { patienceOf } from './patience.ts';
import { verifiedToken, type VerifiedToken } from './tokens.ts';
import { useOf } from './uses.ts';

type Root = 'user' | 'context' | 'configuration' | 'event';

/** Reads what the code of Rules (`user`, `context`, `configuration`) or Actions (`event`) looks at. */
export function aimsOf(text: string, file: string): Aims {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const paths: string[][] = [];
  const hints: Hint[] = [];
  const lists: string[][] = [];
  const elements: Aims['elements'][number][] = [];
  const uses: Aims['uses'][number][] = [];
  const tokens: VerifiedToken[] = [];
  const sites: Site[] = [];
  const separators = new Set<string>();
  const texts = new Set<string>();
  const patterns: Aims['patterns'][number][] = [];
  const numbers = new Set<number>();
  const names = new Set<string>();
  const listed = new Set<string>();
  const literals = new Map<string, readonly ts.Expression[]>();
  const opened: (readonly string[])[] = [];
  const known = new Map<string, readonly string[]>(ROOTS.map((root) => [root, [root]]));

  const pathOf = (path: readonly string[]): string[] | undefined => {
    const whole = path.includes(ELEMENT) ? path.slice(0, path.indexOf(ELEMENT)) : path;
    const last = whole.findLastIndex((part) => !METHODS.has(part));
    return loginPath(whole.slice(0, last + 1));
  };
  const note = (path: readonly string[]): void => {
    const found = pathOf(path);
    if (!found) return;
    paths.push(found);
    if (path.includes(ELEMENT)) lists.push(found);
    const name = path[path.indexOf(ELEMENT) + 1];
    if (path.includes(ELEMENT) && name !== undefined && name !== ELEMENT && !METHODS.has(name))
      elements.push({ list: found, name });
  };
  const list = (node: ts.Node): readonly string[] | undefined => {
    const path = chainOf(node, known);
    if (path && pathOf(path)) note([...path, ELEMENT]);
    return path;
  };
  const hint = (compared: ts.Node, value: ts.Node | undefined): void => {
    const path = chainOf(compared, known);
    const found = path && pathOf(path);
    if (!found || value === undefined) return;
    const constant = ts.isStringLiteralLike(value) ? value.text : (flagOf(value) ?? numberOf(value));
    if (constant === undefined) return;
    hints.push({ path: found, value: constant });
    sites.push({ file, at: value.getStart(source), path: found, value: constant });
  };
  const bind = (name: ts.BindingName, path: readonly string[]): void => {
    if (ts.isIdentifier(name)) {
      known.set(name.text, path);
      note(path);
      return;
    }
    for (const element of name.elements) {
      if (ts.isOmittedExpression(element)) continue;
      const key = ts.isObjectBindingPattern(name) ? keyOf(element) : ELEMENT;
      if (key !== ELEMENT) names.add(key);
      bind(element.name, [...path, key]);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isStringLiteralLike(node) && node.text.length <= LONGEST) {
      texts.add(node.text);
      if (ts.isArrayLiteralExpression(node.parent) && NAME.test(node.text)) listed.add(node.text);
      // The path of an attribute, as in a SAML mapping.
      if (/^(?:app|user)_metadata(?:\.\w+)+$/.test(node.text)) note(['user', ...node.text.split('.')]);
    }
    const number = numberOf(node);
    if (number !== undefined) numbers.add(number);
    if (ts.isRegularExpressionLiteral(node)) {
      texts.add(node.text.replaceAll(/[^\w@. -]/g, ''));
      const end = node.text.lastIndexOf('/');
      patterns.push({ source: node.text.slice(1, end), isUnicode: /[uv]/.test(node.text.slice(end)) });
    }
    if (ts.isNewExpression(node) && node.expression.getText(source) === 'RegExp') {
      const [pattern] = node.arguments ?? [];
      if (pattern && ts.isStringLiteralLike(pattern))
        patterns.push({ source: pattern.text, isUnicode: false });
    }
    // The keys of a map are what code looks up in it.
    if (
      ts.isVariableDeclaration(node) &&
      node.initializer &&
      ts.isObjectLiteralExpression(node.initializer)
    ) {
      for (const { name } of node.initializer.properties) {
        if (name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name))) texts.add(name.text);
      }
    }
    if (ts.isElementAccessExpression(node) && !ts.isStringLiteralLike(node.argumentExpression)) {
      const key = usualText(node.argumentExpression, known);
      if (key !== undefined && key !== '') names.add(key);
      const path = chainOf(node.expression, known);
      if (path && !path.includes(ELEMENT)) opened.push(path);
    }
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
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments;
      tokens.push(...[verifiedToken(node, known)].filter((token) => token !== undefined));
      hint(node.expression, first);
      if (node.expression.getText(source) === 'Array.isArray' && first) list(first);
      if (ts.isPropertyAccessExpression(node.expression)) {
        const { name, expression } = node.expression;
        const from = first && chainOf(first, known);
        const [, at] = node.arguments;
        // lodash: _.get(user, 'app_metadata.plan'), _.get(user, ['app_metadata', 'plan'])
        if (from && at && ts.isStringLiteralLike(at)) note([...from, ...at.text.split('.')]);
        if (from && at && ts.isArrayLiteralExpression(at))
          note([...from, ...at.elements.map((one) => (ts.isStringLiteralLike(one) ? one.text : ELEMENT))]);
        // ['gold', 'silver'].includes(user.plan)
        if (first && /^(?:includes|indexOf)$/.test(name.text))
          for (const element of literals.get(expression.getText(source)) ?? elementsOf(expression))
            hint(first, element);
        if (name.text === 'split' && first && ts.isStringLiteralLike(first)) separators.add(first.text);
        if (LIST_METHODS.has(name.text)) {
          const path = list(expression);
          const element = first && ts.isFunctionLike(first) ? first.parameters[0]?.name : undefined;
          if (path && element && !(ts.isIdentifier(element) && known.has(element.text)))
            bind(element, [...path, ELEMENT]);
        }
      }
    }
    const use = useOf(node);
    const [section, name, ...rest] = (use && loginPath(chainOf(use.value, known) ?? [])) ?? [];
    if (use && name !== undefined) uses.push({ path: [section!, name, ...rest], as: use.as });
    if (ts.isForOfStatement(node)) list(node.expression);
    if (ts.isSpreadElement(node) && ts.isArrayLiteralExpression(node.parent)) list(node.expression);
    if (ts.isPropertyAccessExpression(node)) names.add(node.name.text);
    const isWhole = isAccess(node) && !(isAccess(node.parent) && node.parent.expression === node);
    if (isWhole || ts.isIdentifier(node)) {
      const path = chainOf(node, known);
      const found = path && pathOf(path);
      if (path && isAccess(node)) note(path);
      if (found) sites.push({ file, at: node.getStart(source), path: found });
    }
    if (ts.isVariableDeclaration(node) && node.initializer) {
      literals.set(node.name.getText(source), elementsOf(node.initializer));
      const path = chainOf(node.initializer, known);
      if (path) bind(node.name, path);
    }
    ts.forEachChild(node, visit);
  };
  bindParameters(source, known, bind);
  visit(source);
  // A loop over a list of names: user[name].
  for (const path of opened) for (const name of [...listed].slice(0, MOST_LISTED)) note([...path, name]);
  return {
    paths: unique(paths),
    hints,
    declared: [],
    lists: unique(lists),
    uses,
    tokens,
    elements,
    foreign: unique(answerPaths(source, known)),
    sites,
    texts: [...texts],
    patterns,
    numbers: [...numbers],
    names: [...names].filter((name) => !METHODS.has(name)),
    ...collectionsOf(source),
    goesThrough: /\.(?:find|some|forEach)\(|\bfor \([^)]*\.length\b/.test(text),
    draws: /\brandom|\buuid|\bnanoid/i.test(text),
    separators: [...separators],
    parsesJson: text.includes('JSON.parse'),
    readsClock: /\bDate\b|\bmoment\b|\bdayjs\b|\bluxon\b/.test(text),
    patience: patienceOf(source, numbers),
    usesNetwork:
      /\b(?:fetch|https?|request|axios|ManagementClient)\b\s*[.('"]|require\(['"](?:request|axios|https?|node-fetch)/.test(
        text,
      ),
    leaves: /redirect|sendUserTo|prompt\.render/.test(text),
    keeps: KEEPS.test(text),
  };
}

function elementsOf(node: ts.Expression): readonly ts.Expression[] {
  return ts.isArrayLiteralExpression(node) ? node.elements : [];
}

function flagOf(node: ts.Node): boolean | undefined {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  return node.kind === ts.SyntaxKind.FalseKeyword ? false : undefined;
}

const ROOTS: readonly Root[] = ['user', 'context', 'configuration', 'event'];
const LONGEST = 200;

/** Globals, the cache of Actions, and variables or containers at the top of a module. */
const KEEPS =
  /\bglobal(?:This)?\b\s*(?:\.|\?\.|\[)|\bcache\.(?:get|set)\b|^(?:export )?(?:let|var)\s|^(?:export )?const [^=]*= (?:\{\}|\[\]|new (?:Weak)?(?:Map|Set)\b)/m;

/** What may be the name of an attribute, and how many of them are tried at a computed place. */
const NAME = /^[A-Za-z_]\w{0,40}$/;
const MOST_LISTED = 12;
