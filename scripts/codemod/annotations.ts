import { ts } from '../lib/ts.ts';
import { isBareParameter } from '../rule/syntax.ts';
import { type Edit, insertion } from './edits.ts';

/** Where the file itself declares what a name stands for. */
export type Declarations = (name: ts.Node) => readonly ts.Node[];

export function around(node: ts.Node, source: ts.SourceFile, before: string, after: string): Edit[] {
  const start = node.getStart(source);
  if (ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node) {
    return [
      { start, end: node.end, text: `${node.getText(source)}: ${before}${node.getText(source)}${after}` },
    ];
  }
  return [
    { start, end: start, text: before },
    { start: node.end, end: node.end, text: after },
  ];
}

export function insert(at: number, text: string): Edit[] {
  return [insertion(at, text)];
}

export function annotateParameter(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
  const parameter = ts.findAncestor(node, ts.isParameter);
  if (parameter === undefined || parameter.type !== undefined) {
    const variable = ts.findAncestor(node, ts.isVariableDeclaration);
    return variable === undefined || variable.type !== undefined
      ? undefined
      : insert(variable.name.end, ': any');
  }
  const type = parameter.dotDotDotToken === undefined ? ': any' : ': any[]';
  if (!isBareParameter(parameter, source))
    return insert((parameter.questionToken ?? parameter.name).end, type);
  return around(parameter, source, '(', `${type})`);
}

export function annotateVariable(node: ts.Node): Edit[] | undefined {
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && parent.name === node && parent.type === undefined
    ? insert(node.end, ': any')
    : undefined;
}

/** A `var` that is declared several times, each time as something else. */
export function annotateAll(
  node: ts.Node,
  _source: ts.SourceFile,
  declarations: Declarations,
): Edit[] | undefined {
  const all = declarations(node);
  const open = all.filter(
    (one): one is ts.VariableDeclaration => ts.isVariableDeclaration(one) && one.type === undefined,
  );
  return open.length === all.length ? open.map((one) => insertion(one.name.end, ': any')) : undefined;
}

/** A key that comes twice: the last one counts, as in JavaScript. */
export function computeKey(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
  if (!ts.isIdentifier(node) && !ts.isStringLiteral(node)) return undefined;
  const text = ts.isIdentifier(node) ? `'${node.text}'` : node.getText(source);
  return [{ start: node.getStart(source), end: node.end, text: `[${text} as string]` }];
}

export function annotateReturn(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
  const fn = ts.findAncestor(node, ts.isFunctionLike) as ts.FunctionLikeDeclaration | undefined;
  if (fn?.body === undefined || fn.type !== undefined) return undefined;
  const isAsync = fn.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true;
  const type = isAsync && fn.asteriskToken === undefined ? ': Promise<any>' : ': any';
  const from = fn.parameters.at(-1)?.end ?? fn.name?.end ?? fn.getStart(source);
  const close = source.text.indexOf(')', from);
  const arrow = ts.isArrowFunction(fn)
    ? fn.equalsGreaterThanToken.getStart(source)
    : fn.body.getStart(source);
  if (close === -1 || close > arrow) {
    const [only] = fn.parameters;
    return only === undefined ? undefined : around(only, source, '(', `: any)${type}`);
  }
  return insert(close + 1, type);
}
