import { ts } from '../lib/ts.ts';
import { isAssignment, isEmptyLiteral, isFallback, unwrap, walk, wrapped } from '../rule/syntax.ts';
import type { MetadataKind } from '../rule/made-metadata.ts';
import { isMutation, type Use } from '../rule/uses.ts';
import { AT_TIMES } from './notes.ts';
import type { Draft } from './draft.ts';

/** Objects that Rules left out when there was nothing, and that Actions always have. */
const SOMETIMES_ABSENT = [
  'user.app_metadata',
  'user.user_metadata',
  'context.request.geoip',
  'context.clientMetadata',
];

type Reading = Pick<Draft, 'text' | 'parsed' | 'options' | 'uses'>;

/** Whether an earlier rule has made this metadata for certain, if it was not there. */
export function isMade(kind: string | undefined, { options }: Pick<Draft, 'options'>): boolean {
  return options.metadata?.[kind as MetadataKind]?.isCertain === true;
}

/** What a marker about absent metadata starts with, where an earlier rule makes it on some of its ways. */
export function maker(kind: string | undefined, { options }: Pick<Draft, 'options'>): string | undefined {
  const found = options.metadata?.[kind as MetadataKind];
  return found && `user.${kind}, which ${found.by} ${AT_TIMES}`;
}

/** The link of a use that is such an object, when the rule could tell an absent one from an empty one there. */
export function absentLink(use: Use, draft: Reading): ts.Expression | undefined {
  for (const path of SOMETIMES_ABSENT) {
    const [root, ...steps] = path.split('.');
    if (use.root !== root || !steps.every((step, index) => step === use.path[index])) continue;
    if (root === 'user' && isMade(steps[0], draft)) continue;
    const link = use.links[steps.length - use.aliased.length];
    if (link === undefined || (use.aliased.length > 0 && use.aliased.length >= steps.length)) continue;
    return isTellable(link, use, draft) ? link : undefined;
  }
  return undefined;
}

function isTellable(link: ts.Expression, use: Use, draft: Reading): boolean {
  const node = wrapped(link);
  const { parent } = node;
  if (isAssignment(parent) && parent.left === node) return false;
  if (isFallback(parent) && parent.left === node && isEmptyLiteral(parent.right))
    return isLeftForLater(use, draft) && isForgotten(wrapped(parent), use, draft);
  if (isSaved(node, draft)) return false;
  const text = draft.text(link);
  const isLast = use.links.at(-1) === link;
  if (!isLast) {
    if ((parent as ts.PropertyAccessExpression).questionDotToken !== undefined) return false;
    return !isGuarded(node, text, draft);
  }
  if (isInitialised(node, text, draft) || isOwnTest(node, text, draft)) return false;
  return !isHarmlessTest(node, text, draft);
}

/** `if (!user.app_metadata) user.app_metadata = {};` */
function isOwnTest({ parent: test }: ts.Node, text: string, draft: Reading): boolean {
  if (!ts.isPrefixUnaryExpression(test) || !ts.isIfStatement(test.parent)) return false;
  const { thenStatement, elseStatement } = test.parent;
  const [only, ...more] = ts.isBlock(thenStatement) ? thenStatement.statements : [thenStatement];
  return (
    elseStatement === undefined &&
    only !== undefined &&
    more.length === 0 &&
    ts.isExpressionStatement(only) &&
    isInit(only.expression, text, draft) &&
    isEmptyLiteral((only.expression as ts.BinaryExpression).right)
  );
}

/** Whether later rules get what this one makes of the object. */
function isLeftForLater({ root, path }: Use, { options }: Reading): boolean {
  const own = `${root}.${path[0]}.`;
  return options.carriedOut?.some((left) => `${left}.`.startsWith(own)) === true;
}

/** Whether an object, new where there was none, is changed and then not put where it belongs. */
function isForgotten(made: ts.Expression, use: Use, draft: Reading): boolean {
  const { parent } = made;
  const { uses, parsed } = draft;
  const symbolOf = (node: ts.Node): unknown => parsed.checker.getSymbolAtLocation(node);
  if (isInitialised(made, draft.text(use.links.at(-1)!), draft)) return false;
  if (ts.isArrayLiteralExpression(parent)) return true;
  if (ts.isCallExpression(parent))
    return (
      parent.arguments.includes(made) &&
      (ts.isExpressionStatement(parent.parent) || symbolOf(parent.expression) !== undefined) &&
      !isSaved(made, draft)
    );
  if (!ts.isVariableDeclaration(parent)) return false;
  const symbol = symbolOf(parent.name);
  const isChanged = uses.all.some((one) => isMutation(one) && symbolOf(one.identifier) === symbol);
  const isKept = uses.all.some(({ root, path, kind, links }) => {
    const assignment = links.at(-1)!.parent;
    const isWhole = root === 'user' && kind === 'write' && path.length === 1 && path[0] === use.path[0];
    return isWhole && isAssignment(assignment) && symbolOf(assignment.right) === symbol;
  });
  return isChanged && !isKept;
}

/** The second argument of `auth0.users.update…Metadata`. */
function isSaved(node: ts.Node, draft: Reading): boolean {
  return (
    ts.isCallExpression(node.parent) &&
    /\.update(?:App|User)Metadata$/.test(draft.text(node.parent.expression))
  );
}

/** `x && x.a…` and `!x || !x.a…`: an empty object gives what an absent one gave. */
function isHarmlessTest(node: ts.Node, text: string, draft: Reading): boolean {
  let test = node;
  while (ts.isPrefixUnaryExpression(test.parent) && test.parent.operator === ts.SyntaxKind.ExclamationToken)
    test = test.parent;
  const negated =
    test !== node &&
    test.parent !== node &&
    ts.isPrefixUnaryExpression(test) &&
    !ts.isPrefixUnaryExpression(test.operand);
  const next = nextOperand(test, negated ? ts.SyntaxKind.BarBarToken : ts.SyntaxKind.AmpersandAmpersandToken);
  return next !== undefined && isPlainRead(next, text, negated, draft);
}

/** The operand evaluated right after a test in a chain of one operator. */
function nextOperand(test: ts.Node, operator: ts.SyntaxKind): ts.Expression | undefined {
  const { parent } = test;
  if (ts.isParenthesizedExpression(parent)) return nextOperand(parent, operator);
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== operator) return undefined;
  return parent.left === test ? parent.right : nextOperand(parent, operator);
}

function isPlainRead(operand: ts.Expression, text: string, negated: boolean, draft: Reading): boolean {
  let inner = unwrap(operand);
  if (negated) {
    if (!ts.isPrefixUnaryExpression(inner) || inner.operator !== ts.SyntaxKind.ExclamationToken) return false;
    inner = unwrap(inner.operand);
  }
  while (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
    inner = unwrap(inner.left);
  if (ts.isCallExpression(inner) && draft.text(inner.expression) === 'Array.isArray')
    inner = unwrap(inner.arguments[0]!);
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken) {
    const right = unwrap(inner.right);
    if (
      !ts.isStringLiteralLike(right) &&
      !ts.isNumericLiteral(right) &&
      right.kind !== ts.SyntaxKind.TrueKeyword
    )
      return false;
    inner = unwrap(inner.left);
  }
  const read = draft.text(inner);
  return (
    (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) &&
    (read.startsWith(`${text}.`) || read.startsWith(`${text}[`))
  );
}

/** Whether a read of a property is only reached when the object was tested or made before. */
function isGuarded(node: ts.Node, text: string, draft: Reading): boolean {
  for (let at = node; at !== draft.parsed.handler && at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    if (ts.isBinaryExpression(parent) && parent.right === at && mentions(parent.left, text, draft))
      return true;
    if (
      ts.isConditionalExpression(parent) &&
      parent.condition !== at &&
      mentions(parent.condition, text, draft)
    )
      return true;
    if (ts.isIfStatement(parent) && parent.expression !== at && mentions(parent.expression, text, draft))
      return true;
  }
  return isInitialised(node, text, draft);
}

/** Whether an earlier statement around made the object, or left the rule when there was none. */
function isInitialised(node: ts.Node, text: string, draft: Reading): boolean {
  for (let at = node; at !== draft.parsed.handler && at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) continue;
    for (const statement of parent.statements) {
      if (statement === at) break;
      if (ts.isExpressionStatement(statement) && isInit(statement.expression, text, draft)) return true;
      if (!ts.isIfStatement(statement) || !lacks(statement.expression, text, draft)) continue;
      if (leaves(statement.thenStatement) || makes(statement.thenStatement, text, draft)) return true;
    }
  }
  return false;
}

/** Whether a condition holds when the object is not there: `!x`, alone or as part of `!x || …`. */
function lacks(condition: ts.Expression, text: string, draft: Reading): boolean {
  const inner = unwrap(condition);
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.BarBarToken) {
    return lacks(inner.left, text, draft) || lacks(inner.right, text, draft);
  }
  const negated = ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken;
  return negated && draft.text(unwrap(inner.operand)) === text;
}

function isInit(node: ts.Expression, text: string, draft: Reading): boolean {
  return isAssignment(node) && draft.text(node.left) === text;
}

function makes(node: ts.Statement, text: string, draft: Reading): boolean {
  const statements = ts.isBlock(node) ? node.statements : [node];
  return statements.some(
    (statement) => ts.isExpressionStatement(statement) && isInit(statement.expression, text, draft),
  );
}

function leaves(node: ts.Statement): boolean {
  const last = ts.isBlock(node) ? node.statements.at(-1) : node;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
}

function mentions(node: ts.Node, text: string, draft: Reading): boolean {
  if (draft.text(node) === text) return true;
  let found = false;
  walk(node, (inner) => {
    if (draft.text(inner) === text) found = true;
    return !found;
  });
  return found;
}
