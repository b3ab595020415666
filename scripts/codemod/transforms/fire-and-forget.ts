import { ts } from '../../lib/ts.ts';
import { once } from '../../lib/once.ts';
import type { Variable } from '../../rule/names.ts';
import { unwrap, walk } from '../../rule/syntax.ts';
import { backgroundWork, carriesCallback, endsInNothing } from '../background-work.ts';
import type { Draft, Transform } from '../draft.ts';
import { expressionOf, isCallbackCall } from '../splice.ts';
import { mayBothRun } from '../positions.ts';
import { saveCall } from './metadata-saves.ts';

/** Packages whose calls go over the network; true when the call returns a promise. */
const NETWORK: Readonly<Record<string, boolean>> = {
  axios: true,
  'node-fetch': true,
  'request-promise': true,
  'request-promise-native': true,
  got: true,
  superagent: true,
  request: false,
  'slack-notify': false,
};

/** A call that the rule starts and leaves to itself. */
interface Forgotten {
  readonly statement: ts.ExpressionStatement;
  readonly call: ts.CallExpression;
  /** `promise` and `request`: its end can be waited for. `unknown`: it cannot be seen. */
  readonly form: 'promise' | 'request' | 'unknown';
  /** The function that is called when a request ends. */
  readonly answer: ts.Expression | undefined;
  /** Where it ends by calling a function that others gave: the calls that gave it. */
  readonly ends: readonly ts.Expression[];
}

/** What a rule starts and does not wait for is waited for at the end, where its form is known; else it is marked. */
export const fireAndForget: Transform = {
  name: 'fire-and-forget',
  doc: 'request.post({…}); without a callback -> await attempt((done) => request.post({…}, done))',
  apply(draft) {
    const forgotten = findForgotten(draft);
    for (const one of forgotten) writeForgotten(one, draft);
    const waited = new Set<ts.Node>(forgotten.map(({ call }) => call));
    const saves = new Set<ts.Node>(
      draft.uses.all.filter((use) => saveCall(use) !== undefined).map((use) => use.identifier),
    );
    for (const call of backgroundWork(draft, waited))
      if (!saves.has(rootOf(call)) && !carriesCallback(call, draft)) draft.note('fire-and-forget', call);
  },
};

/** Whether there is work to wait for that the handler cannot await where it stands. */
export function leavesWork(draft: Draft): boolean {
  return findForgotten(draft).some((one) => one.form !== 'unknown' && !isInline(one, draft));
}

const findForgotten = once((draft: Draft): readonly Forgotten[] => {
  const clients = networkClients(draft);
  // Most rules call nobody: they need no walk.
  if (clients.size === 1 && draft.uses.requires.length === 0 && !draft.uses.free.has('fetch')) return [];
  const found: Forgotten[] = [];
  walk(draft.parsed.handler.body, (node) => {
    if (!ts.isExpressionStatement(node)) return;
    const call = unwrap(node.expression);
    if (!ts.isCallExpression(call)) return;
    const promised = clientOf(call, clients, draft);
    if (promised === undefined) return;
    if (carriesCallback(call, draft) && !hasCalledBack(node, draft)) return;
    // One that ends with a function which somebody else gave is theirs to wait for, unless nobody does.
    const ends = promised ? undefined : endsInNothing(call, draft);
    if (ends?.length === 0) return;
    const last = call.arguments.at(-1);
    const given = promised || last === undefined ? undefined : callbackIn(call, draft);
    const isRequest = given !== 'perhaps' && isPlainRequest(call) && last !== undefined;
    const form = promised ? 'promise' : isRequest ? 'request' : 'unknown';
    const isFunction = given === 'function' || (last !== undefined && ts.isFunctionLike(unwrap(last)));
    const answer = form === 'request' && isFunction ? last : undefined;
    found.push({ statement: node, call, form, answer, ends: ends ?? [] });
  });
  return found;
});

/** Whether the rule may have called back before a statement of the same function, and gone on. */
function hasCalledBack(statement: ts.Statement, { uses }: Draft): boolean {
  const around = ts.findAncestor(statement, ts.isFunctionLike);
  return uses.all.some(
    ({ root, identifier }) =>
      root === 'callback' &&
      identifier.end < statement.pos &&
      ts.isCallExpression(identifier.parent) &&
      identifier.parent.expression === identifier &&
      ts.findAncestor(identifier, ts.isFunctionLike) === around &&
      mayBothRun(identifier, statement),
  );
}

/** What a last argument is that has no literal form: a function that the rule has, or perhaps one. */
function callbackIn(call: ts.CallExpression, { parsed }: Draft): 'function' | 'perhaps' | undefined {
  const last = unwrap(call.arguments.at(-1)!);
  const isLiteral =
    ts.isObjectLiteralExpression(last) || ts.isStringLiteralLike(last) || ts.isFunctionLike(last);
  if (call.arguments.length < 2 || isLiteral) return undefined;
  const declaration = ts.isIdentifier(last)
    ? parsed.checker.getSymbolAtLocation(last)?.valueDeclaration
    : undefined;
  if (declaration === undefined) return 'perhaps';
  if (ts.isFunctionDeclaration(declaration)) return 'function';
  const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (value === undefined) return 'perhaps';
  if (ts.isFunctionLike(unwrap(value))) return 'function';
  return ts.isObjectLiteralExpression(unwrap(value)) ? undefined : 'perhaps';
}

function isInline({ statement, call, form, answer }: Forgotten, draft: Draft): boolean {
  const around = ts.findAncestor(
    statement,
    (node) => ts.isFunctionLike(node) || ts.isIterationStatement(node, false),
  );
  if (around !== draft.parsed.handler || (form === 'promise' && waitsAfter(statement, draft))) return false;
  // What an answer does must not come before code that ran before it.
  return answer === undefined || (isFollowedByEnd(statement, draft) && !hasEffects(call, draft));
}

/** Whether the rule waits for something after a statement, so that an error of what that started can come first. */
function waitsAfter(statement: ts.Statement, { parsed }: Draft): boolean {
  let found = false;
  walk(parsed.handler.body, (node) => {
    found ||= ts.isAwaitExpression(node) && node.pos >= statement.end;
    return !ts.isFunctionLike(node);
  });
  return found;
}

/** Whether the rule only calls back after a statement. */
function isFollowedByEnd(statement: ts.Statement, { parsed }: Draft): boolean {
  for (let at: ts.Node = statement; at !== parsed.handler.body; at = at.parent) {
    const { parent } = at;
    if (ts.isCaseOrDefaultClause(parent)) return false;
    if (!ts.isBlock(parent)) continue;
    for (const next of parent.statements.slice(parent.statements.indexOf(at as ts.Statement) + 1)) {
      const value = expressionOf(next);
      if (value === undefined ? !ts.isReturnStatement(next) : !isCallbackCall(value, parsed)) return false;
      if (ts.isReturnStatement(next)) return true;
    }
  }
  return true;
}

function writeForgotten(one: Forgotten, draft: Draft): void {
  const { statement, call, form, answer, ends } = one;
  if (form === 'unknown') return draft.note('fire-and-forget', call);
  const isLate = [call, ...ends].some((at) => hasEffects(at, draft));
  draft.note(isLate ? 'late-effects' : 'awaited', call);
  const inline = draft.plan.control === 'direct' && isInline(one, draft);
  if (!inline) draft.parameters.add('pending');
  const done = draft.name('done');
  const attempt = `${draft.helper('attempt')}((${done}) => `;
  const opening = inline ? `await ${attempt}` : `${draft.name('pending')}.push(${attempt}`;
  draft.insert(draft.start(statement), form === 'promise' ? `${opening}Promise.resolve(` : opening);
  // Until it called back, the rule failed with any error that nobody caught.
  const fail = inline ? '' : `, ${callbackAt(statement, draft)}`;
  if (form === 'promise') draft.insert(call.end, `).finally(${done})${fail}`);
  else if (answer === undefined) draft.insert(call.arguments.at(-1)!.end, `, ${done}`);
  else {
    draft.insert(draft.start(answer), `${draft.helper('answering')}(`);
    draft.insert(answer.end, `, ${done}${fail})`);
  }
  draft.insert(call.end, inline ? ')' : '))');
}

/** A name for the callback of the rule that no function around a place hides. */
function callbackAt(place: ts.Node, draft: Draft): string {
  const own = draft.own('callback');
  const { handler } = draft.parsed;
  for (let at = place.parent; at !== handler; at = at.parent) {
    if (!ts.isFunctionLike(at) || !at.parameters.some(({ name }) => name.getText() === own)) continue;
    const other = draft.name('fail');
    const line = `const ${other} = ${own};`;
    if (!draft.prelude.includes(line)) draft.prelude.push(line);
    return other;
  }
  return own;
}

/** Variables that hold a network client, and whether its calls return promises. */
function networkClients(draft: Draft): ReadonlyMap<Variable | string, boolean> {
  const clients = new Map<Variable | string, boolean>([['fetch', true]]);
  if (draft.uses.free.has('request')) clients.set('request', false);
  for (const call of draft.uses.requires) {
    const name = packageOf(call);
    if (!Object.hasOwn(NETWORK, name)) continue;
    const declaration = ts.findAncestor(call, ts.isVariableDeclaration);
    const symbol =
      declaration === undefined ? undefined : draft.parsed.checker.getSymbolAtLocation(declaration.name);
    if (symbol !== undefined) clients.set(symbol, NETWORK[name]!);
  }
  return clients;
}

function packageOf({ arguments: [argument] }: ts.CallExpression): string {
  return argument !== undefined && ts.isStringLiteralLike(argument)
    ? argument.text.replace(/(?<=.)@[^/]*$/, '')
    : '';
}

function rootOf(call: ts.Expression): ts.Expression {
  let root = unwrap(call);
  while (ts.isCallExpression(root) || ts.isPropertyAccessExpression(root)) root = unwrap(root.expression);
  return root;
}

function clientOf(
  call: ts.CallExpression,
  clients: ReadonlyMap<Variable | string, boolean>,
  draft: Draft,
): boolean | undefined {
  const root = rootOf(call);
  if (!ts.isIdentifier(root)) return undefined;
  const loaded = draft.uses.requires.find(({ expression }) => expression === root);
  if (loaded !== undefined) return NETWORK[packageOf(loaded)];
  if (draft.uses.free.get(root.text)?.includes(root) === true) return clients.get(root.text);
  const symbol = draft.parsed.checker.getSymbolAtLocation(root);
  return symbol === undefined ? undefined : clients.get(symbol);
}

/** Whether what is left to itself still changes metadata or the context. */
function hasEffects(call: ts.Node, draft: Draft): boolean {
  return draft.uses.all.some((use) => {
    const effect = saveCall(use) !== undefined || (use.root === 'context' && use.kind === 'write');
    return effect && use.identifier.pos >= call.pos && use.identifier.end <= call.end;
  });
}

/** `request(options)` and `request.post(options)`. */
function isPlainRequest(call: ts.CallExpression): boolean {
  const callee = unwrap(call.expression);
  return (
    ts.isIdentifier(callee) ||
    isRequire(callee) ||
    (ts.isPropertyAccessExpression(callee) &&
      (ts.isIdentifier(unwrap(callee.expression)) || isRequire(unwrap(callee.expression))) &&
      /^(?:get|post|put|patch|del|delete|head)$/.test(callee.name.text))
  );
}

function isRequire(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require';
}
