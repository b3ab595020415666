import { ts } from 'ts-morph';
import { isBareParameter, isReference, walk } from '../rule/syntax.ts';
import { isWrite } from '../rule/uses.ts';
import { type Edit, insertion } from './edits.ts';
import { useUnused } from './unused-repairs.ts';

/** Where the file itself declares what a name stands for. */
export type Declarations = (name: ts.Node) => readonly ts.Node[];

/** What one diagnostic asks for: edits that only the type checker sees. */
type Repair = (
  node: ts.Node,
  source: ts.SourceFile,
  declarations: Declarations,
  message: string,
) => readonly Edit[] | undefined;

/** Diagnostic codes and the annotation, assertion or cast that answers them. None changes what the code does. */
export const REPAIRS: ReadonlyMap<number, Repair> = new Map<number, Repair>([
  [7006, annotateParameter], // Parameter implicitly has an 'any' type.
  [7019, annotateParameter], // Rest parameter implicitly has an 'any[]' type.
  [7031, annotateParameter], // Binding element implicitly has an 'any' type.
  [7034, annotateVariable], // Variable implicitly has type 'any' in some locations.
  [7022, annotateVariable], // Implicitly has type 'any' because it is referenced in its own initializer.
  [7023, annotateReturn], // Implicitly has return type 'any' because it is referenced in a return expression.
  [7024, annotateReturn], // Function implicitly has return type 'any'.
  [7030, annotateReturn], // Not all code paths return a value.
  [7053, castReceiver], // Element implicitly has an 'any' type because the index cannot be used.
  [7015, castReceiver], // Element implicitly has an 'any' type because the index is not a number.
  [7017, castReceiver], // Element implicitly has an 'any' type because there is no index signature.
  [2339, castReceiver], // Property does not exist.
  [2551, castReceiver], // Property does not exist, did you mean …?
  [2540, castReceiver], // Cannot assign to a read-only property.
  [2542, castReceiver], // Index signature only permits reading.
  [2704, castReceiver], // The operand of delete cannot be a read-only property.
  [2790, castReceiver], // The operand of delete must be optional.
  [18046, castUnknown], // Is of type 'unknown'.
  [2571, castUnknown], // Object is of type 'unknown'.
  [2698, castNode], // Spread types may only be created from object types.
  [2488, castNode], // Must have an iterator.
  [2407, castNode], // The right-hand side of a for-in must be an object.
  [18047, assertDefined], // Is possibly null.
  [18048, assertDefined], // Is possibly undefined.
  [18049, assertDefined], // Is possibly null or undefined.
  [2531, assertDefined], // Object is possibly null.
  [2532, assertDefined], // Object is possibly undefined.
  [2533, assertDefined], // Object is possibly null or undefined.
  [2538, castIndex], // Cannot be used as an index type.
  [2454, assertDefined], // Variable is used before being assigned.
  [2721, assertDefined], // Cannot invoke an object which is possibly null.
  [2722, assertDefined], // Cannot invoke an object which is possibly undefined.
  [2723, assertDefined], // Cannot invoke an object which is possibly null or undefined.
  [2345, fillEmptyList], // Argument is not assignable.
  [2322, fillEmptyList], // Type is not assignable.
  [2739, castValue], // Type is missing properties.
  [2740, castValue], // Type is missing properties.
  [2741, castValue], // Property is missing.
  [2353, castValue], // Object literal may only specify known properties.
  [2375, castValue], // Not assignable with exactOptionalPropertyTypes.
  [2379, castValue], // Argument not assignable with exactOptionalPropertyTypes.
  [2559, castValue], // Has no properties in common.
  [2352, castNode], // Conversion may be a mistake.
  [2769, castArgument], // No overload matches this call.
  [2554, allowFewer], // Expected n arguments.
  [2555, allowFewer], // Expected at least n arguments.
  [2556, castCallee], // A spread argument must be a tuple.
  [2349, castCallee], // Not callable.
  [2348, castCallee], // Not callable, did you mean new?
  [2350, castCallee], // Only a void function can be called with new.
  [2351, castCallee], // Not constructable.
  [7009, castCallee], // new whose target lacks a construct signature.
  [2362, castNode], // The left-hand side of an arithmetic operation must be a number.
  [2363, castNode], // The right-hand side of an arithmetic operation must be a number.
  [2356, castNode], // An arithmetic operand must be a number.
  [2358, castNode], // The left-hand side of instanceof must be an object.
  [2359, castNode], // The right-hand side of instanceof must be a function.
  [2360, castNode], // The left-hand side of in must be a key.
  [2361, castNode], // The right-hand side of in must be an object.
  [2638, castNode], // May represent a primitive value, which is not permitted as the right operand of in.
  [2365, castOperand], // Operator cannot be applied to these types.
  [2367, castOperand], // This comparison appears to be unintentional.
  [2678, castNode], // Type is not comparable to the type of the switch.
  [18050, castNode], // The value undefined cannot be used here.
  [2403, annotateAll], // Subsequent variable declarations must have the same type.
  [1117, computeKey], // An object literal cannot have multiple properties with the same name.
  [6133, useUnused], // Declared but its value is never read.
  [6196, useUnused], // Declared but never used.
  [6198, useUnused], // All destructured elements are unused.
  [6199, useUnused], // All variables are unused.
]);

const SECRET = /\bsecrets(?:\.\w+|\['\w+'\])$/;

/** A secret is taken to be there, anything else to be right. */
function castNode(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
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

function around(node: ts.Node, source: ts.SourceFile, before: string, after: string): Edit[] {
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

function insert(at: number, text: string): Edit[] {
  return [insertion(at, text)];
}

function annotateParameter(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
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

function annotateVariable(node: ts.Node): Edit[] | undefined {
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && parent.name === node && parent.type === undefined
    ? insert(node.end, ': any')
    : undefined;
}

/** A `var` that is declared several times, each time as something else. */
function annotateAll(node: ts.Node, _source: ts.SourceFile, declarations: Declarations): Edit[] | undefined {
  const all = declarations(node);
  const open = all.filter(
    (one): one is ts.VariableDeclaration => ts.isVariableDeclaration(one) && one.type === undefined,
  );
  return open.length === all.length ? open.map((one) => insertion(one.name.end, ': any')) : undefined;
}

/** A key that comes twice: the last one counts, as in JavaScript. */
function computeKey(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
  if (!ts.isIdentifier(node) && !ts.isStringLiteral(node)) return undefined;
  const text = ts.isIdentifier(node) ? `'${node.text}'` : node.getText(source);
  return [{ start: node.getStart(source), end: node.end, text: `[${text} as string]` }];
}

function annotateReturn(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
  const fn = ts.findAncestor(node, ts.isFunctionLike) as ts.FunctionLikeDeclaration | undefined;
  if (fn?.body === undefined || fn.type !== undefined) return undefined;
  const isAsync = fn.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true;
  const type = isAsync ? ': Promise<any>' : ': any';
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

/** The object of a property access, or what a pattern takes its properties from. */
function castReceiver(
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

function castUnknown(
  node: ts.Node,
  source: ts.SourceFile,
  declarations: Declarations,
): readonly Edit[] | undefined {
  const declaration = variableOf(node, declarations);
  if (declaration !== undefined) return insert(declaration.name.end, ': any');
  return castNode(node, source);
}

function assertDefined(
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
function castIndex(
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
function fillEmptyList(
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
function castValue(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
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
function allowFewer(
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
function castArgument(
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
function castCallee(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
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

function castOperand(node: ts.Node, source: ts.SourceFile): Edit[] | undefined {
  const binary = ts.findAncestor(node, ts.isBinaryExpression);
  return binary === undefined ? undefined : castNode(binary.left, source);
}
