import { ts } from 'ts-morph';
import { unwrap, walk } from '../../rule/syntax.ts';
import type { Draft, Transform } from '../draft.ts';
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

/** A call that the rule starts and leaves to itself: waited for where its form is known, else marked. */
export const fireAndForget: Transform = {
  name: 'fire-and-forget',
  doc: 'request.post({…}); without a callback -> await attempt((done) => request.post({…}, done))',
  apply(draft) {
    const clients = networkClients(draft);
    walk(draft.parsed.handler.body, (node) => {
      if (!ts.isExpressionStatement(node)) return;
      const call = unwrap(node.expression);
      if (!ts.isCallExpression(call) || !startsWith(call, clients, draft) || carriesCallback(call, draft))
        return;
      if (savesMetadata(call, draft)) draft.note('late-effects', call);
      else writeWait(node, call, clients, draft);
    });
  },
};

/** Variables that hold a network client, and whether its calls return promises. */
function networkClients(draft: Draft): ReadonlyMap<ts.Symbol | string, boolean> {
  const clients = new Map<ts.Symbol | string, boolean>([['fetch', true]]);
  if (draft.uses.free.has('request')) clients.set('request', false);
  for (const call of draft.uses.requires) {
    const [argument] = call.arguments;
    const name =
      argument !== undefined && ts.isStringLiteralLike(argument)
        ? argument.text.replace(/(?<=.)@[^/]*$/, '')
        : '';
    if (!Object.hasOwn(NETWORK, name)) continue;
    const declaration = ts.findAncestor(call, ts.isVariableDeclaration);
    const symbol =
      declaration === undefined ? undefined : draft.parsed.checker.getSymbolAtLocation(declaration.name);
    if (symbol !== undefined) clients.set(symbol, NETWORK[name]!);
  }
  return clients;
}

function rootOf(call: ts.CallExpression): ts.Expression {
  let root: ts.Expression = call;
  for (;;) {
    const inner = unwrap(root);
    if (ts.isCallExpression(inner) || ts.isPropertyAccessExpression(inner)) root = inner.expression;
    else return inner;
  }
}

function clientOf(
  call: ts.CallExpression,
  clients: ReadonlyMap<ts.Symbol | string, boolean>,
  draft: Draft,
): boolean | undefined {
  const root = rootOf(call);
  if (!ts.isIdentifier(root)) return undefined;
  if (draft.uses.free.get(root.text)?.includes(root) === true) return clients.get(root.text);
  const symbol = draft.parsed.checker.getSymbolAtLocation(root);
  return symbol === undefined ? undefined : clients.get(symbol);
}

/** A call of a network client, or of a local function that makes one. */
function startsWith(
  call: ts.CallExpression,
  clients: ReadonlyMap<ts.Symbol | string, boolean>,
  draft: Draft,
): boolean {
  if (clientOf(call, clients, draft) !== undefined) return true;
  const root = unwrap(call.expression);
  const declaration = ts.isIdentifier(root)
    ? draft.parsed.checker.getSymbolAtLocation(root)?.valueDeclaration
    : undefined;
  const body =
    declaration !== undefined && ts.isFunctionDeclaration(declaration)
      ? declaration.body
      : declaration !== undefined &&
          ts.isVariableDeclaration(declaration) &&
          declaration.initializer !== undefined &&
          ts.isFunctionLike(declaration.initializer)
        ? declaration.initializer
        : undefined;
  if (body === undefined) return false;
  let found = false;
  walk(body, (node) => {
    if (ts.isCallExpression(node) && clientOf(node, clients, draft) !== undefined) found = true;
    return !found;
  });
  return found;
}

function carriesCallback(call: ts.CallExpression, draft: Draft): boolean {
  const callback = draft.uses.all.filter((use) => use.root === 'callback').map((use) => use.identifier);
  if (callback.some((identifier) => identifier.pos >= call.pos && identifier.end <= call.end)) return true;
  // A function that holds the callback, handed over by name or called here, will call back as well.
  let found = false;
  walk(call, (node) => {
    if (!ts.isIdentifier(node)) return;
    const declaration = draft.parsed.checker.getSymbolAtLocation(node)?.valueDeclaration;
    if (
      declaration === undefined ||
      declaration.getSourceFile() !== draft.parsed.source ||
      ts.isParameter(declaration)
    )
      return;
    if (callback.some((identifier) => identifier.pos >= declaration.pos && identifier.end <= declaration.end))
      found = true;
  });
  return found;
}

function savesMetadata(call: ts.CallExpression, draft: Draft): boolean {
  return draft.uses.all.some((use) => {
    const save = saveCall(use);
    const effect = save ?? (use.root === 'context' && use.kind === 'write' ? use.identifier : undefined);
    return effect !== undefined && effect.pos >= call.pos && effect.end <= call.end;
  });
}

function writeWait(
  statement: ts.ExpressionStatement,
  call: ts.CallExpression,
  clients: ReadonlyMap<ts.Symbol | string, boolean>,
  draft: Draft,
): void {
  draft.note('fire-and-forget', call);
  const promised = clientOf(call, clients, draft);
  const inHandler = ts.findAncestor(statement, ts.isFunctionLike) === draft.parsed.handler;
  if (draft.plan.control !== 'direct' || !inHandler || promised === undefined) return;
  if (promised) {
    draft.insert(
      draft.start(statement),
      `await ${draft.helper('attempt')}(async (done) => {\n${draft.indentOf(statement)}  await `,
    );
    draft.insert(statement.end, `\n${draft.indentOf(statement)}  done();\n${draft.indentOf(statement)}});`);
    return;
  }
  const last = call.arguments.at(-1);
  const isRequest =
    last !== undefined &&
    !ts.isFunctionLike(unwrap(last)) &&
    rootOf(call).getText() !== 'slack' &&
    isPlainRequest(call);
  if (!isRequest) return;
  draft.insert(draft.start(statement), `await ${draft.helper('attempt')}((done) => `);
  draft.insert(last.end, ', done');
  draft.insert(call.end, ')');
}

/** `request(options)` and `request.post(options)`. */
function isPlainRequest(call: ts.CallExpression): boolean {
  const callee = unwrap(call.expression);
  return (
    ts.isIdentifier(callee) ||
    (ts.isPropertyAccessExpression(callee) &&
      ts.isIdentifier(unwrap(callee.expression)) &&
      /^(?:get|post|put|patch|del|delete|head)$/.test(callee.name.text))
  );
}
