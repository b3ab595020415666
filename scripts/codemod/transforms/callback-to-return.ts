import { ts } from '../../lib/ts.ts';
import { endsAfter } from '../../rule/ends-after.ts';
import { isStandardError, isSuccess, isTested, kindOfCall } from '../../rule/call-kind.ts';
import { enclosingStatement, isReference, unwrap, walk } from '../../rule/syntax.ts';
import type { CallSite } from '../../rule/exits.ts';
import type { Stall } from '../../rule/flow.ts';
import { noteHandedOn, noteHandedOut } from '../handed-on.ts';
import { noteWhatFollows, returnLatePromises } from '../after-callback.ts';
import type { Draft, Transform } from '../draft.ts';
import type { Range } from '../edits.ts';
import { isClosed, lineBreak } from '../positions.ts';
import { isDefined } from '../values.ts';

const STALLED = 'The rule did not call back for this login.';

/** `callback(null, user, context)` becomes `return`, an error becomes `api.access.deny`, a missing call denies. */
export const callbackToReturn: Transform = {
  name: 'callback-to-return',
  doc: 'callback(null, user, context) -> return; callback(error) -> api.access.deny(text); no callback -> deny',
  apply(draft) {
    const direct = draft.plan.control === 'direct';
    for (const use of draft.uses.all) {
      if (use.root !== 'callback' || !ts.isCallExpression(use.identifier.parent)) continue;
      const call = use.identifier.parent;
      if (unwrap(call.expression) !== use.identifier) continue;
      noteHandedOn(call, draft);
      if (!direct) dropState(call, draft);
    }
    noteHandedOut(draft);
    for (const site of draft.exits.calls) {
      if (direct) writeExit(site, draft);
      // A path that ends here must not reach what the end of the body does for those that did not call back.
      else if (
        site.last &&
        site.statement !== undefined &&
        ts.isExpressionStatement(site.statement) &&
        (site.over || draft.exits.stalls.length > 0)
      ) {
        if (!endsBody(site.statement, draft) && !precedesReturn(site.statement))
          draft.insert(draft.start(site.statement), 'return ');
      }
      if (site.over) draft.note('returns-at-callback', site.call);
    }
    for (const use of draft.uses.all) {
      const replaced = use.path.length === 0 && (use.kind === 'write' || use.kind === 'update');
      if (replaced && use.root === 'user') draft.note('replaces-user', use.identifier);
      if (replaced && use.root === 'context') draft.note('replaces-context', use.identifier);
    }
    noteWhatFollows(draft);
    if (!direct) returnLatePromises(draft);
    for (const stall of draft.exits.stalls) writeStall(stall, draft);
    for (const stall of draft.exits.open)
      draft.note(
        'may-not-call-back',
        stall ?? draft.parsed.handler.body.statements.at(-1) ?? draft.parsed.handler.body,
      );
    for (const call of draft.exits.repeated)
      if (mayContradict(call, draft)) draft.note('calls-back-twice', call);
    for (const node of draft.exits.silent) draft.note('may-not-call-back', node);
    if (direct) dropErrorClass(draft);
    else replaceErrorClass(draft);
  },
};

/** Whether a second call may refuse whom the first let on; what happens between two that let on is noted at the first. */
function mayContradict(call: ts.CallExpression, { exits, uses }: Draft): boolean {
  return exits.elsewhere.length > 0 || kindOfCall(call, uses) !== 'next';
}

/** In a rule that keeps its callback, `callback(null, user, context)` needs only its first argument. */
function dropState(call: ts.CallExpression, draft: Draft): void {
  const [error, second] = call.arguments;
  if (error === undefined || second === undefined) return;
  draft.replaceRange(error.end, call.arguments.at(-1)!.end, '');
}

function writeExit({ call, statement }: CallSite, draft: Draft): void {
  if (statement === undefined) throw new Error('A direct exit is a statement.');
  const [error] = call.arguments;
  const isFinal = endsBody(statement, draft) || endsRule(statement, draft) || precedesReturn(statement);
  const jump = isFinal ? undefined : jumpAfter(statement);
  // Nothing gets to a jump behind a `return`.
  if (jump !== undefined) draft.removeStatement(jump);
  if (error === undefined || isSuccess(error)) {
    const branch = isFinal ? idleElse(statement, draft) : undefined;
    if (branch !== undefined) draft.replaceRange(branch.start, branch.end, '');
    else if (isFinal && !isAlone(statement)) draft.removeStatement(statement);
    else draft.replace(statement, 'return;');
    return;
  }
  draft.note('denial-text', call);
  const block = !ts.isBlock(statement.parent) && !ts.isCaseOrDefaultClause(statement.parent);
  const indent = draft.indentOf(statement);
  const before = block ? `{\n${indent}  ` : '';
  const next = block ? `\n${indent}  ` : lineBreak(statement, draft);
  const after = `${isFinal && !block ? '' : `${next}return;`}${block ? `\n${indent}}` : ''}`;
  const write = (opening: string, node: ts.Expression | undefined, closing: string): void => {
    if (node === undefined) {
      draft.replace(statement, `${before}${opening}${closing};${after}`);
      return;
    }
    draft.replaceRange(draft.start(statement), draft.start(node), `${before}${opening}`);
    draft.replaceRange(node.end, statement.end, `${closing};${after}`);
  };
  const inside = unwrap(error);
  const deny = `${draft.api}.access.deny(`;
  if (isStandardError(inside, draft.uses)) {
    const message = inside.arguments?.[0];
    if (message === undefined) write(deny, undefined, "'')");
    else if (isText(message, draft)) write(deny, message, ')');
    else if (isDefined(message, draft)) write(`${deny}String(`, message, '))');
    else write(`${deny}${draft.helper('textOf')}(`, message, '))');
  } else if (isText(inside, draft) && ts.isStringLiteralLike(inside)) write(deny, error, ')');
  else if (ts.isIdentifier(inside) && isTested(inside, statement))
    write(`${deny}${draft.helper('messageOf')}(`, error, '))');
  else write(`${draft.helper('finish')}(${draft.api}, `, error, ')');
}

/** Whether an expression is text already: a literal, a template, something added to one, or a name for it. */
function isText(node: ts.Expression, draft: Draft): boolean {
  const inner = unwrap(node);
  if (ts.isStringLiteralLike(inner) || ts.isTemplateExpression(inner)) return true;
  if (ts.isIdentifier(inner)) {
    const symbol = draft.parsed.checker.getSymbolAtLocation(inner);
    const [declared, other] = symbol?.declarations ?? [];
    const value =
      declared !== undefined && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
    const isConstant = other === undefined && symbol !== undefined && !draft.uses.written.has(symbol);
    const block = ts.findAncestor(declared, ts.isBlock);
    const isSet =
      value !== undefined && value.end < inner.pos && block !== undefined && inner.end < block.end;
    return isConstant && isSet && isText(value, draft);
  }
  return (
    ts.isBinaryExpression(inner) &&
    inner.operatorToken.kind === ts.SyntaxKind.PlusToken &&
    (isText(inner.left, draft) || isText(inner.right, draft))
  );
}

/** Whether a statement is the last one of the body. */
function endsBody(statement: ts.Statement, draft: Draft): boolean {
  const { body } = draft.parsed.handler;
  if (statement.parent !== body) return false;
  const rest = body.statements.slice(body.statements.indexOf(statement) + 1);
  return (
    rest.every((other) => ts.isFunctionDeclaration(other) || ts.isEmptyStatement(other)) &&
    !rest.some(ts.isFunctionDeclaration)
  );
}

/** Whether a statement of a block is the last one that runs, and nothing is denied behind it. */
function endsRule(statement: ts.Statement, draft: Draft): boolean {
  const { parent } = statement;
  if (draft.exits.stalls.length > 0 || (ts.isBlock(parent) && parent.statements.at(-1) !== statement))
    return false;
  return endsAfter(statement, draft.parsed.handler.body);
}

/** The `else` or `default` that only calls back, with what parts it from what is before it, unless a comment is there. */
function idleElse(statement: ts.Statement, draft: Draft): Range | undefined {
  const branch = isAlone(statement) ? statement.parent : statement;
  const { parent } = branch;
  const before =
    ts.isIfStatement(parent) && parent.elseStatement === branch ? parent.thenStatement : clauseBefore(branch);
  if (before === undefined) return undefined;
  const range = { start: before.end, end: branch.end };
  const { text } = draft.parsed;
  const around = text.slice(range.start, draft.start(statement)) + text.slice(statement.end, range.end);
  return /\/[/*]/.test(around) ? undefined : range;
}

/** What stands before a last `default` that is nothing but one statement. */
function clauseBefore({ parent }: ts.Node): ts.CaseOrDefaultClause | undefined {
  if (!ts.isDefaultClause(parent) || parent.statements.length > 1) return undefined;
  const { clauses } = parent.parent;
  const before = clauses.at(-2);
  // What falls into it has to go on falling.
  return parent === clauses.at(-1) && before !== undefined && before.statements.length > 0
    ? before
    : undefined;
}

/** The `break` or `continue` right behind a statement. */
function jumpAfter(statement: ts.Statement): ts.BreakOrContinueStatement | undefined {
  if (!ts.isCaseOrDefaultClause(statement.parent) && !ts.isBlock(statement.parent)) return undefined;
  const { statements } = statement.parent;
  const next = statements[statements.indexOf(statement) + 1];
  return next !== undefined && ts.isBreakOrContinueStatement(next) ? next : undefined;
}

/** Whether a bare `return;` follows anyway. */
function precedesReturn(statement: ts.Statement): boolean {
  if (!ts.isBlock(statement.parent)) return false;
  const { statements } = statement.parent;
  const next = statements[statements.indexOf(statement) + 1];
  return next !== undefined && ts.isReturnStatement(next) && next.expression === undefined;
}

/** Whether nothing would be left of a block inside the body without this statement. */
function isAlone(statement: ts.Statement): boolean {
  return (
    ts.isBlock(statement.parent) &&
    statement.parent.statements.length === 1 &&
    !ts.isFunctionLike(statement.parent.parent)
  );
}

function writeStall(stall: Stall, draft: Draft): void {
  const { body } = draft.parsed.handler;
  const direct = draft.plan.control === 'direct';
  const callback = draft.own('callback');
  if (stall === undefined) {
    const at = body.end - 1;
    const indent = body.statements.length === 0 ? '  ' : draft.indentOf(body.statements.at(-1)!);
    const statement = direct
      ? `${draft.api}.access.deny('${STALLED}');`
      : `${callback}(new Error('${STALLED}'));`;
    const lineStart = draft.parsed.text.lastIndexOf('\n', at - 1) + 1;
    const ownLine = draft.parsed.text.slice(lineStart, at).trim() === '';
    if (ownLine) draft.insert(lineStart, `${indent}${statement}\n`);
    else draft.insert(at, `${isClosed(body.statements.at(-1), draft) ? '' : ';'} ${statement} `);
    draft.note('never-calls-back', body.statements.at(-1) ?? body);
    return;
  }
  draft.note(isGate(stall, draft) ? 'gate-without-callback' : 'never-calls-back', stall);
  const indent = draft.indentOf(stall);
  const block = !ts.isBlock(stall.parent) && !ts.isCaseOrDefaultClause(stall.parent);
  const value = stall.expression;
  const deny = direct ? `${draft.api}.access.deny('${STALLED}');` : `${callback}(new Error('${STALLED}'));`;
  const next = block ? `\n${indent}  ` : lineBreak(stall, draft);
  const open = block ? `{${next}` : '';
  const close = `${deny}${next}return;${block ? `\n${indent}}` : ''}`;
  if (value === undefined || isConstant(value)) draft.replace(stall, `${open}${close}`);
  else {
    // An object by itself would be a block, a function or a class a declaration without a name.
    const opening = /^(?:\{|function\b|class\b|async\b|let\b)/.test(draft.text(value))
      ? `${open}void `
      : open;
    draft.replaceRange(draft.start(stall), draft.start(value), opening);
    draft.replaceRange(value.end, stall.end, `;${next}${close}`);
  }
}

/** A value that takes nothing to have. */
function isConstant(value: ts.Expression): boolean {
  const inner = unwrap(value);
  return (
    ts.isLiteralExpression(inner) ||
    [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(inner.kind) ||
    (ts.isIdentifier(inner) && inner.text === 'undefined')
  );
}

/** `if (context.clientID !== …) return;`: the rule meant to leave other logins alone. */
function isGate(stall: ts.ReturnStatement, draft: Draft): boolean {
  const branch = ts.isBlock(stall.parent) && stall.parent.statements.length === 1 ? stall.parent : stall;
  const { parent } = branch;
  if (stall.expression !== undefined || !ts.isIfStatement(parent) || parent.thenStatement !== branch)
    return false;
  return draft.uses.all.some(
    (use) =>
      use.root === 'context' &&
      ['clientID', 'clientName', 'connection', 'connectionStrategy', 'clientMetadata'].includes(
        use.path[0]!,
      ) &&
      use.identifier.pos >= parent.expression.pos &&
      use.identifier.end <= parent.expression.end,
  );
}

/** Error classes that are still named once the callbacks are gone. */
function dropErrorClass(draft: Draft): void {
  const inExits = new Set<ts.Node>();
  for (const { call } of draft.exits.calls) {
    const inside = call.arguments[0] === undefined ? undefined : unwrap(call.arguments[0]);
    if (inside !== undefined && isStandardError(inside, draft.uses)) inExits.add(inside.expression);
  }
  const left = (draft.uses.free.get('UnauthorizedError') ?? []).filter((name) => !inExits.has(name));
  if (left.length > 0) draft.helper('UnauthorizedError');
}

/** `new UnauthorizedError(…)` is an Error, unless the rule asks which of the two it is. */
function replaceErrorClass(draft: Draft): void {
  const names = draft.uses.free.get('UnauthorizedError') ?? [];
  if (names.length === 0) return;
  let asked = false;
  walk(draft.parsed.source, (node) => {
    if (ts.isIdentifier(node) && isReference(node) && node.text === 'UnauthorizedError') {
      if (!ts.isNewExpression(node.parent) || node.parent.expression !== node) asked = true;
    }
    if (ts.isStringLiteralLike(node) && node.text === 'UnauthorizedError') asked = true;
  });
  for (const name of names) {
    const statement = enclosingStatement(name);
    if (statement !== undefined) draft.note('denial-text', name);
    if (!asked) draft.replace(name, 'Error');
  }
  if (asked) draft.helper('UnauthorizedError');
}
