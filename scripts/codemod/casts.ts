import { ts } from '../lib/ts.ts';
import { isBareParameter, isReference, walk } from '../rule/syntax.ts';
import { isWrite } from '../rule/uses.ts';
import { annotateParameter, around, insert, type Declarations } from './annotations.ts';
import { type Edit, insertion } from './edits.ts';

// What a value is taken to be where the compiler cannot know.

const SECRET = /\bsecrets(?:\.\w+|\['\w+'\])$/;

/** A secret is taken to be there, anything else to be right. */
export function castNode(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
  if (ts.isSpreadElement(node)) return castNode(node.expression, source);
  if (!ts.isExpression(node)) return undefined;
  if (SECRET.test(node.getText(source))) return insert(node.end, '!');
  const isOne = ts.isLeftHandSideExpression(node) || ts.isAwaitExpression(node);
  const [before, after] = isOne ? ['', ' as any'] : ['(', ') as any'];
  return standsAlone(node)
    ? around(node, source, before, after)
    : around(node, source, `(${before}`, `${after})`);
}

/** Whether an expression is all there is in its place, so that a cast needs no parentheses around it. */
function standsAlone(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent))
    return parent.arguments?.some((one) => one === node) === true;
  return (
    (ts.isElementAccessExpression(parent) && parent.argumentExpression === node) ||
    ((ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) && parent.initializer === node) ||
    ts.isReturnStatement(parent)
  );
}

/** The object of a property access, or what a pattern takes its properties from. */
export function castReceiver(
  node: ts.Node,
  source: ts.SourceFile,
  declarations: Declarations,
): readonly Edit[] | undefined {
  const access = ts.findAncestor(
    node,
    (at): at is ts.PropertyAccessExpression | ts.ElementAccessExpression =>
      (ts.isPropertyAccessExpression(at) && (at.name === node || at === node)) ||
      (ts.isElementAccessExpression(at) && (at === node || at.argumentExpression === node)),
  );
  if (access === undefined) {
    const pattern = ts.findAncestor(node, ts.isVariableDeclaration);
    if (pattern?.initializer !== undefined && ts.isBindingElement(node.parent))
      return castNode(pattern.initializer, source);
    return annotateParameter(node, source);
  }
  return loosen(access.expression, source, declarations);
}

/** An object literal in a variable becomes a record; anything else is cast where it stands. */
function loosen(
  node: ts.Expression,
  source: ts.SourceFile,
  declarations: Declarations,
): readonly Edit[] | undefined {
  const declaration = variableOf(node, declarations);
  if (declaration !== undefined) {
    const literal =
      declaration.initializer !== undefined && ts.isObjectLiteralExpression(declaration.initializer);
    return insert(declaration.name.end, literal ? ': Record<string, any>' : ': any');
  }
  return castNode(node, source);
}

/** The declaration of a variable of the rule that has no type yet. */
function variableOf(node: ts.Node, declarations: Declarations): ts.VariableDeclaration | undefined {
  if (!ts.isIdentifier(node)) return undefined;
  const [declaration] = declarations(node);
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || declaration.type !== undefined)
    return undefined;
  if (!ts.isIdentifier(declaration.name)) return undefined;
  const { parent } = declaration;
  return ts.isCatchClause(parent) ||
    !(ts.isForInStatement(parent.parent) || ts.isForOfStatement(parent.parent))
    ? declaration
    : undefined;
}

export function castUnknown(
  node: ts.Node,
  source: ts.SourceFile,
  declarations: Declarations,
): readonly Edit[] | undefined {
  const declaration = variableOf(node, declarations);
  if (declaration !== undefined) return insert(declaration.name.end, ': any');
  return castNode(node, source);
}

export function assertDefined(
  node: ts.Node,
  source: ts.SourceFile,
  declarations: Declarations,
): readonly Edit[] | undefined {
  if (!ts.isExpression(node)) return undefined;
  const found = variableOf(node, declarations)?.initializer;
  // An element that is taken for granted at each use is taken for granted where it gets its name.
  if (found !== undefined && isElement(found) && !isAssigned((node as ts.Identifier).text, source))
    return insert(found.end, '!');
  if (ts.isBinaryExpression(node) || ts.isConditionalExpression(node) || ts.isAwaitExpression(node)) {
    return around(node, source, '(', ')!');
  }
  return insert(node.end, '!');
}

/** A key that may be missing: taken for granted where it gets its name, or cast. */
export function castIndex(
  node: ts.Node,
  source: ts.SourceFile,
  declarations: Declarations,
): readonly Edit[] | undefined {
  const found = variableOf(node, declarations)?.initializer;
  return found !== undefined && isElement(found)
    ? assertDefined(node, source, declarations)
    : castNode(node, source);
}

/** `list[0]` and `list.find(…)`. */
function isElement(node: ts.Expression): boolean {
  return (
    ts.isElementAccessExpression(node) ||
    (ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 'find')
  );
}

function isAssigned(name: string, source: ts.SourceFile): boolean {
  let found = false;
  walk(source, (node) => {
    if (ts.isIdentifier(node) && node.text === name && isReference(node)) found ||= isWrite(node);
    return !found;
  });
  return found;
}

/** `{ list: [] }`, typed as a list that nothing fits into; any other value is cast. */
export function fillEmptyList(
  node: ts.Node,
  source: ts.SourceFile,
  declarations: Declarations,
  message: string,
): readonly Edit[] | undefined {
  const call = ts.findAncestor(node, (at) => ts.isStatement(at) || ts.isCallExpression(at));
  const callee = call !== undefined && ts.isCallExpression(call) ? call.expression : undefined;
  const targets = [node, callee].flatMap((at) =>
    at !== undefined && (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at))
      ? [at, at.expression]
      : [],
  );
  for (const target of targets) {
    const [declaration] = declarations(ts.isPropertyAccessExpression(target) ? target.name : target);
    if (declaration === undefined || !ts.isPropertyAssignment(declaration)) continue;
    const { initializer } = declaration;
    if (ts.isArrayLiteralExpression(initializer) && initializer.elements.length === 0)
      return insert(initializer.end, ' as any[]');
  }
  const { parent } = node;
  const isArgument = ts.isCallExpression(parent) && parent.arguments.some((one) => one === node);
  if (isArgument && ts.isLeftHandSideExpression(node) && onlyMayBeMissing(message))
    return insert(node.end, '!');
  if (ts.isPropertyAssignment(parent) && parent.name === node) return castNode(parent.initializer, source);
  return castValue(node, source);
}

/** Whether a type would fit if it did not have `undefined` in it. */
function onlyMayBeMissing(message: string): boolean {
  const { given, wanted } =
    /^Argument of type '(?<given>[^']+)' is not assignable to parameter of type '(?<wanted>[^']+)'/.exec(
      message,
    )?.groups ?? {};
  const parts = (type = ''): string[] => type.split(' | ');
  const [some, all] = [parts(given), new Set(parts(wanted))];
  return some.includes('undefined') && some.every((part) => part === 'undefined' || all.has(part));
}

/** The value that does not fit: an argument, the right side of an assignment, what is returned, or an initializer. */
export function castValue(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
  for (let at: ts.Node = node; at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    if (
      (ts.isCallExpression(parent) || ts.isNewExpression(parent)) &&
      parent.arguments?.includes(at as ts.Expression)
    ) {
      return castNode(at, source);
    }
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      return castNode(parent.right, source);
    if (ts.isReturnStatement(at) && at.expression !== undefined) return castNode(at.expression, source);
    if (ts.isReturnStatement(parent) && parent.expression !== undefined)
      return castNode(parent.expression, source);
    if (ts.isVariableDeclaration(parent) && parent.type === undefined)
      return insert(parent.name.end, ': any');
    if (ts.isVariableDeclaration(parent) && parent.initializer !== undefined)
      return castNode(parent.initializer, source);
    if (ts.isArrowFunction(parent) && parent.body === at) return castNode(at, source);
    if (ts.isStatement(parent)) return undefined;
  }
  return undefined;
}

/** A function of the rule that is called with fewer arguments than it has parameters; the rest is undefined, as it was. */
export function allowFewer(
  node: ts.Node,
  source: ts.SourceFile,
  declarations: Declarations,
): readonly Edit[] | undefined {
  const call = ts.findAncestor(node, ts.isCallExpression);
  const [declaration] = call === undefined ? [] : declarations(call.expression);
  const value =
    declaration !== undefined && ts.isVariableDeclaration(declaration)
      ? declaration.initializer
      : declaration;
  if (call === undefined || value === undefined || !isFunction(value)) return castCallee(node, source);
  const missing = value.parameters.slice(call.arguments.length).filter(({ questionToken }) => !questionToken);
  const canLack = missing.every((one) => ts.isIdentifier(one.name) && !isBareParameter(one, source));
  const open = missing.filter((one) => one.initializer === undefined && one.dotDotDotToken === undefined);
  return canLack && open.length > 0 && !call.arguments.some(ts.isSpreadElement)
    ? open.map((one) => insertion(one.name.end, '?'))
    : castCallee(node, source);
}

function isFunction(
  node: ts.Node,
): node is ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction {
  return ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isArrowFunction(node);
}

/** The one argument that no overload takes, or else what is called. */
export function castArgument(
  node: ts.Node,
  source: ts.SourceFile,
  declarations: Declarations,
): readonly Edit[] | undefined {
  const argument = ts.findAncestor(node, (at): at is ts.Expression => {
    const { parent } = at;
    return (
      (ts.isCallExpression(parent) || ts.isNewExpression(parent)) &&
      parent.arguments?.some((one) => one === at) === true
    );
  });
  const isCall = argument === undefined || ts.isFunctionLike(argument) || ts.isAsExpression(argument);
  if (isCall) return castCallee(node, source);
  const value = variableOf(argument, declarations)?.initializer;
  const isSecret = value !== undefined && SECRET.test(value.getText(source));
  return isSecret ? insert(argument.end, '!') : castNode(argument, source);
}

/** What is called: its object when it is a method, so that `this` stays. */
export function castCallee(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
  const call = ts.findAncestor(
    node,
    (at): at is ts.CallExpression | ts.NewExpression => ts.isCallExpression(at) || ts.isNewExpression(at),
  );
  if (call === undefined) return undefined;
  const callee = call.expression;
  if (
    ts.isCallExpression(call) &&
    (ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee))
  ) {
    return castNode(callee.expression, source);
  }
  return castNode(callee, source);
}

export function castOperand(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
  const binary = ts.findAncestor(node, ts.isBinaryExpression);
  return binary === undefined ? undefined : castNode(binary.left, source);
}
