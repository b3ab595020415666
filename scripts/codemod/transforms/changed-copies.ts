import { ts } from '../../lib/ts.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { isEmptyLiteral, isReference, unwrap, walk } from '../../rule/syntax.ts';
import { isSuccess } from '../../rule/call-kind.ts';
import type { Transform } from '../draft.ts';
import { type Edit, insertion, movedText } from '../edits.ts';
import {
  endsFunction,
  indentAt,
  isCallbackCall,
  isCaught,
  isParameter,
  lineRange,
  separatorBefore,
  shiftLines,
} from '../splice.ts';
import { accessText, propertyName } from '../values.ts';

/** A copy of the user or the context that is handed on, or put in its place, becomes a change of the one there is. */
export const changedCopies: Transform = {
  name: 'changed-copies',
  doc: 'callback(null, user, { ...context, idToken: t }) -> context.idToken = t; callback(null, user, context);',
  always: true,
  rewrite(parsed) {
    if (!/\.\.\.|\bassign\(|\bextend\(|\bclone(?:Deep)?\(/.test(parsed.text)) return [];
    const edits: Edit[] = [];
    walk(parsed.handler.body, (node) => {
      const found = ts.isStatement(node)
        ? (handedOn(node, parsed) ?? assigned(node, parsed))
        : bodyOf(node, parsed);
      edits.push(...(found ?? []));
      return found === undefined;
    });
    return edits;
  },
};

/** Where the user and the context are among what a rule takes and hands on. */
const ROOTS = [1, 2];

/** What is different in a copy of the user or the context, or in metadata: property by property, in order. */
interface Change {
  readonly root: ts.Identifier;
  /** Where the property is. */
  readonly target: string;
  /** The property of the root that changes, itself or inside. */
  readonly key: string;
  readonly property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment;
}

const ASSIGN = /^(?:Object\.assign|_\.(?:assign|extend))$/;

/** `{ ...user, a: 1 }`, `Object.assign(user, { a: 1 })`, `_.cloneDeep(user)`. */
function changesIn(node: ts.Expression, index: number, parsed: ParsedRule): readonly Change[] | undefined {
  const isRoot = (one: ts.Node | undefined): one is ts.Identifier =>
    one !== undefined && isParameter(one, index - 1, parsed);
  const inner = unwrap(node);
  if (ts.isObjectLiteralExpression(inner)) {
    const [first, ...rest] = inner.properties;
    if (first === undefined || !ts.isSpreadAssignment(first)) return undefined;
    const root = unwrap(first.expression);
    return isRoot(root) ? named(root, rest) : undefined;
  }
  if (!ts.isCallExpression(inner)) return undefined;
  const [first, ...others] = inner.arguments.map(unwrap);
  if (/^_\.clone(?:Deep)?$/.test(inner.expression.getText(parsed.source)))
    return isRoot(first) && others.length === 0 ? [] : undefined;
  if (first === undefined || !ASSIGN.test(inner.expression.getText(parsed.source))) return undefined;
  const [root, ...literals] = isEmptyLiteral(first) ? others : [first, ...others];
  return isRoot(root) ? merged(root, root, literals) : undefined;
}

/** `Object.assign(user.app_metadata, { seen: true })`, which changes what it is given. */
function changesInPlace(node: ts.Expression, parsed: ParsedRule): readonly Change[] | undefined {
  if (!ts.isCallExpression(node) || !ASSIGN.test(node.expression.getText(parsed.source))) return undefined;
  const [target, ...literals] = node.arguments.map(unwrap);
  if (target === undefined) return undefined;
  const isMetadata =
    ts.isPropertyAccessExpression(target) && /^(?:app|user)_metadata$/.test(target.name.text);
  const root = isMetadata ? unwrap(target.expression) : target;
  const isRoot = isParameter(root, 0, parsed) || (!isMetadata && isParameter(root, 1, parsed));
  return isRoot ? merged(root as ts.Identifier, target, literals) : undefined;
}

function merged(
  root: ts.Identifier,
  target: ts.Expression,
  literals: readonly ts.Expression[],
): readonly Change[] | undefined {
  if (!literals.every(ts.isObjectLiteralExpression)) return undefined;
  const properties = literals.flatMap((literal) => [...literal.properties]);
  return named(root, properties, ts.isPropertyAccessExpression(target) ? target : undefined);
}

function named(
  root: ts.Identifier,
  properties: readonly ts.ObjectLiteralElementLike[],
  inside?: ts.PropertyAccessExpression,
): readonly Change[] | undefined {
  const changes = properties.flatMap((property): Change[] => {
    const name = propertyName(property);
    const isPlain = ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property);
    if (!isPlain || name === undefined) return [];
    const target = `${root.text}${inside === undefined ? '' : `.${inside.name.text}`}${accessText(name)}`;
    return [{ root, target, key: inside?.name.text ?? name, property }];
  });
  return changes.length === properties.length ? changes : undefined;
}

/** `callback(null, user, { ...context, idToken })` as a statement after which nothing else is done. */
function handedOn(statement: ts.Statement, parsed: ParsedRule): Edit[] | undefined {
  if (!ts.isExpressionStatement(statement) && !ts.isReturnStatement(statement)) return undefined;
  const call = statement.expression === undefined ? undefined : unwrap(statement.expression);
  const changes = call === undefined ? undefined : changesOf(call, parsed);
  if (call === undefined || changes === undefined) return undefined;
  const fn = ts.findAncestor(statement, ts.isFunctionLike) as ts.FunctionLikeDeclaration;
  if (ts.isExpressionStatement(statement) && !endsFunction(statement, fn as never)) return undefined;
  if (changes.length > 1 && isCaught(statement, parsed)) return undefined;
  const start = statement.getStart(parsed.source);
  const isOwn = ts.isBlock(statement.parent) || ts.isCaseOrDefaultClause(statement.parent);
  if (isOwn) {
    const gap = separatorBefore(statement, parsed);
    const lines = statementsFor(changes, indentAt(parsed.text, start), parsed);
    return [
      insertion(start, lines.text.map((line) => `${line}${gap}`).join('')),
      ...lines.edits,
      ...plain(call, changes, parsed),
    ];
  }
  const outer = indentAt(parsed.text, statement.parent.getStart(parsed.source));
  const { text, edits } = statementsFor(changes, `${outer}  `, parsed);
  const opening = [' {', ...text.map((line) => `${outer}  ${line}`), `${outer}  `].join('\n');
  return [
    { start: statement.pos, end: start, text: opening },
    ...edits,
    ...plain(call, changes, parsed),
    insertion(statement.end, `\n${outer}}`),
  ];
}

/** `.then(() => callback(null, user, { ...context, idToken }))`. */
function bodyOf(node: ts.Node, parsed: ParsedRule): Edit[] | undefined {
  if (!ts.isArrowFunction(node) || ts.isBlock(node.body)) return undefined;
  const call = unwrap(node.body);
  const changes = changesOf(call, parsed);
  if (changes === undefined || changes.length > 1) return undefined;
  const indent = indentAt(parsed.text, node.getStart(parsed.source));
  const { text, edits } = statementsFor(changes, `${indent}  `, parsed);
  return [
    {
      start: node.body.getStart(parsed.source),
      end: call.getStart(parsed.source),
      text: `{\n${[...text, 'return '].map((line) => `${indent}  ${line}`).join('\n')}`,
    },
    ...edits,
    ...plain(call, changes, parsed),
    { start: call.end, end: node.body.end, text: `;\n${indent}}` },
  ];
}

/** What a call of the callback that lets the login on changes in what it hands on. */
function changesOf(call: ts.Expression, parsed: ParsedRule): readonly Change[] | undefined {
  if (!isCallbackCall(call, parsed)) return undefined;
  const given = (call as ts.CallExpression).arguments;
  if (given.some(ts.isSpreadElement) || !isSuccess(given[0])) return undefined;
  const changes = ROOTS.map((index) =>
    given[index] === undefined || isParameter(unwrap(given[index]), index - 1, parsed)
      ? []
      : changesIn(given[index], index, parsed),
  );
  const isCopy = ROOTS.some((index) => given[index] !== undefined && !ts.isIdentifier(unwrap(given[index])));
  if (!isCopy || changes.some((one) => one === undefined)) return undefined;
  const all = changes.flatMap((one) => one ?? []);
  return areApart(all, parsed) ? all : undefined;
}

/** Whether no value looks at what a change before it changes: all of them are made before anything is handed on. */
function areApart(changes: readonly Change[], { checker, source }: ParsedRule): boolean {
  return changes.every(({ property }, at) => {
    const before = changes.slice(0, at);
    let apart = true;
    const visit = (node: ts.Node): void => {
      if (before.length === 0 || !ts.isIdentifier(node) || !isReference(node)) return;
      const { parent } = node;
      const touched = before.filter(({ root }) => root.text === node.text);
      if (touched.length > 0)
        apart &&=
          ts.isPropertyAccessExpression(parent) && touched.every(({ key }) => key !== parent.name.text);
      // A function of the rule may look at anything.
      if (ts.isCallExpression(parent) && parent.expression === node)
        apart &&= !checker
          .getSymbolAtLocation(node)
          ?.declarations?.some((one) => one.getSourceFile() === source);
    };
    visit(valueOf(property));
    walk(valueOf(property), visit);
    return apart;
  });
}

/** `context = { ...context, idToken };` before anything else has seen the context, and `Object.assign(user, { a: 1 });`. */
function assigned(statement: ts.Statement, parsed: ParsedRule): Edit[] | undefined {
  const { source, text } = parsed;
  if (!ts.isExpressionStatement(statement) || !ts.isBlock(statement.parent)) return undefined;
  const whole = unwrap(statement.expression);
  const isCopy = ts.isBinaryExpression(whole) && whole.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const index = ROOTS.find(
    (one) => isCopy && isParameter(whole.left, one - 1, parsed) && isUnseen(statement, one, parsed),
  );
  const changes =
    isCopy && index !== undefined ? changesIn(whole.right, index, parsed) : changesInPlace(whole, parsed);
  if (changes === undefined || !areApart(changes, parsed)) return undefined;
  if (changes.length > 1 && isCaught(statement, parsed)) return undefined;
  const start = statement.getStart(source);
  if (changes.length === 0) {
    const { statements, end } = statement.parent;
    const next = statements[statements.indexOf(statement) + 1];
    return [{ ...lineRange(statement, next?.getStart(source) ?? end - 1, parsed), text: '' }];
  }
  const lines = statementsFor(changes, indentAt(text, start), parsed);
  return [
    { start, end: statement.end, text: lines.text.join(separatorBefore(statement, parsed)) },
    ...lines.edits,
  ];
}

/**
 * Whether nothing holds on to the object that a statement of the body puts a copy in the place of, and every call that
 * lets the login on hands on the copy.
 */
function isUnseen(statement: ts.Statement, index: number, parsed: ParsedRule): boolean {
  const { handler, checker, source } = parsed;
  let unseen = statement.parent === handler.body;
  walk(handler.body, (node) => {
    if (!ts.isIdentifier(node) || !isReference(node)) return;
    const { parent } = node;
    if (isParameter(node, 2, parsed)) {
      const [error, ...given] =
        ts.isCallExpression(parent) && parent.expression === node ? parent.arguments : [];
      const handsOn =
        given[index - 1] !== undefined && given.slice(0, index).every((one) => !ts.isSpreadElement(one));
      const refuses = error !== undefined && !isSuccess(error);
      const catches = ts.isCallExpression(parent) && parent.expression.getText(source).endsWith('.catch');
      unseen &&= handsOn || refuses || catches;
    }
    if (isParameter(node, index - 1, parsed) && node.pos < statement.pos) unseen = false;
    const isCalled = ts.isCallExpression(parent) && parent.expression === node && node.pos < statement.pos;
    if (isCalled)
      unseen &&= !checker
        .getSymbolAtLocation(node)
        ?.declarations?.some((one) => one.getSourceFile() === source);
  });
  return unseen;
}

/** One statement for each change, to stand behind an indentation. */
function statementsFor(
  changes: readonly Change[],
  indent: string,
  parsed: ParsedRule,
): { text: string[]; edits: Edit[] } {
  const { source, text } = parsed;
  const edits: Edit[] = [];
  const lines = changes.map(({ target, property }) => {
    const value = valueOf(property);
    const start = value.getStart(source);
    edits.push(...shiftLines(start, value.end, indent.length - indentAt(text, start).length, parsed));
    return `${target} = ${movedText(start, value.end)};`;
  });
  return { text: lines, edits };
}

function valueOf(property: Change['property']): ts.Expression {
  return ts.isPropertyAssignment(property) ? property.initializer : property.name;
}

/** The user and the context themselves in the place of their copies; what the changes hold is written elsewhere. */
function plain(call: ts.Expression, changes: readonly Change[], parsed: ParsedRule): Edit[] {
  const { source, handler } = parsed;
  return ROOTS.flatMap((index) => {
    const copy = (call as ts.CallExpression).arguments[index];
    const name = handler.parameters[index - 1]?.name;
    if (copy === undefined || name === undefined || isParameter(copy, index - 1, parsed)) return [];
    let at = copy.getStart(source);
    const edits = changes.flatMap(({ property }): Edit[] => {
      const value = valueOf(property);
      if (value.pos < copy.pos || value.end > copy.end) return [];
      const start = at;
      at = value.end;
      return [{ start, end: at, text: '', elsewhere: { start: value.getStart(source), end: at } }];
    });
    return [...edits, { start: at, end: copy.end, text: name.getText(source) }];
  });
}
