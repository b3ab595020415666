import { ts } from '../lib/ts.ts';
import { SCOPE } from '../rule/pipeline.ts';
import { carriedLines, carryKey, carryLines, madeLines } from './carry.ts';
import { mayHoldScope } from './claim-writes.ts';
import { unwrap, walk } from '../rule/syntax.ts';
import type { Draft } from './draft.ts';
import { returnsOf } from './splice.ts';
import { outputsOf } from './transforms/adapted-context.ts';
import { claimAttributes } from './transforms/user-writes.ts';
import { quote } from './values.ts';

interface Parameter {
  readonly name: string;
  readonly type: string;
}

function parameter(draft: Draft, key: string): Parameter {
  const types: Readonly<Record<string, string>> = {
    event: draft.name('Event'),
    api: draft.name('PostLoginAPI'),
    user: draft.plan.user === 'rule' ? 'any' : 'Record<string, any>',
    context: draft.plan.context === 'rule' ? 'any' : 'Record<string, any>',
    idToken: 'Record<string, any>',
    accessToken: 'Record<string, any>',
    management: 'any',
    pending: 'Promise<void>[]',
    protocol: 'string | undefined',
  };
  return { name: key === 'user' || key === 'context' ? draft.own(key) : draft.name(key), type: types[key]! };
}

function signature(parameters: readonly Parameter[]): string {
  return parameters.map(({ name, type }) => `${name}: ${type}`).join(', ');
}

/** The name of the rule's function where it stays one. */
function functionName(draft: Draft): string {
  const name = draft.parsed.handler.name?.text ?? '';
  return name === '' || name === 'onExecutePostLogin' || name === 'onContinuePostLogin'
    ? draft.name('rule')
    : name;
}

/** Replaces everything around the body of the rule. */
function writeHeader(draft: Draft, header: string): void {
  const { handler, outer } = draft.parsed;
  draft.replaceRange(draft.start(outer), draft.start(handler.body), header);
  if (handler.body.end < outer.end) draft.replaceRange(handler.body.end, outer.end, '');
  const lines = draft.prelude.map((line) => `\n  ${line}`).join('');
  if (lines === '') return;
  const at = draft.start(handler.body) + 1;
  const inside = draft.parsed.text.slice(at, handler.body.end - 1);
  draft.insert(at, `${lines}${inside.startsWith('\n') ? '' : '\n '}`);
  // A body on one line gets a line of its own.
  if (!inside.includes('\n') && !draft.exits.stalls.includes(undefined))
    draft.replaceRange(at + inside.trimEnd().length, handler.body.end - 1, '\n');
}

/** Makes the body the handler; returns what else the module needs. */
export function directHandlers(draft: Draft): string[] {
  const { plan } = draft;
  const name = functionName(draft);
  draft.prelude.splice(
    plan.user === 'event' ? 0 : 1,
    0,
    ...carriedLines(
      draft,
      () => draft.event,
      (root) => draft.own(root),
    ),
    ...madeLines(draft, draft.own('user')),
  );
  writeGuard(draft);
  appendLines(
    draft,
    carryLines(
      draft,
      () => draft.api,
      (root) => draft.own(root),
    ),
  );
  const event: Parameter = parameter(draft, 'event');
  const api: Parameter = parameter(draft, 'api');
  if (!plan.continues) {
    const used = draft.parameters.has('api') ? [event, api] : draft.parameters.has('event') ? [event] : [];
    writeHeader(draft, `export async function onExecutePostLogin(${signature(used)}): Promise<void> `);
    return [];
  }
  const keys = ['event', 'api', 'protocol'].filter((key) => draft.parameters.has(key));
  const parameters = signature(keys.map((key) => parameter(draft, key)));
  const waits = waitsItself(draft);
  writeHeader(
    draft,
    waits
      ? `async function ${name}(${parameters}): Promise<void> `
      : `function ${name}(${parameters}): void `,
  );
  const call = (protocol: string): string =>
    `${waits ? 'await ' : ''}${name}(${keys.map((key) => (key === 'protocol' ? protocol : key)).join(', ')});`;
  return continuing(call('event.transaction?.protocol'), call("'redirect-callback'"));
}

/** Puts lines at the end of the body, whose brace has a line of its own. */
function appendLines(draft: Draft, lines: readonly string[]): void {
  const { handler, text } = draft.parsed;
  const last = handler.body.statements.at(-1);
  if (lines.length === 0 || last === undefined) return;
  const at = text.lastIndexOf('\n', handler.body.end - 1) + 1;
  draft.insert(at, lines.map((line) => `${draft.indentOf(last)}${line}\n`).join(''));
}

/** Whether the body, as it is written, waits for anything, or returns what may have to be waited for. */
function waitsItself({ parsed, edits, prelude, exits }: Draft): boolean {
  let found = [...edits.map(({ text }) => text), ...prelude].some((text) => /\bawait\b/.test(text));
  walk(parsed.handler.body, (node) => {
    found ||= ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
    if (ts.isReturnStatement(node) && node.expression !== undefined)
      found ||= !exits.calls.some(({ statement }) => statement === node);
    return !found && !ts.isFunctionLike(node);
  });
  return found;
}

function continuing(first: string, again: string): string[] {
  return [
    `export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {\n  ${first}\n}`,
    `/** When the user comes back from where the rule sent them, it runs again, as all rules did. */\nexport async function onContinuePostLogin(event: Event, api: PostLoginAPI): Promise<void> {\n  ${again}\n}`,
  ];
}

function writeGuard(draft: Draft): void {
  const { guard } = draft.options;
  if (guard !== undefined)
    draft.prelude.unshift(`if (${draft.api}.rules.wasExecuted(${quote(guard)})) return;`);
}

/** A rule that is waited for: its function, and the handler that makes what it needs and applies what it did. */
export function settledHandlers(draft: Draft): string[] {
  const { handler } = draft.parsed;
  const name = functionName(draft);
  const isAsync =
    draft.awaits ||
    handler.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true;
  const keys = [
    'event',
    'api',
    'user',
    'context',
    'idToken',
    'accessToken',
    'management',
    'pending',
    'protocol',
  ].filter((key) => draft.parameters.has(key));
  const parameters = keys.map((key) => parameter(draft, key));
  if (takesCallback(draft)) parameters.push({ name: draft.own('callback'), type: draft.helper('Callback') });
  const value = draft.returnsPromise || returnsSomething(draft) ? 'unknown' : 'void';
  writeHeader(
    draft,
    `${isAsync ? 'async ' : ''}function ${name}(${signature(parameters)}): ${isAsync ? `Promise<${value}>` : value} `,
  );
  const lines = handlerLines(draft, name, keys);
  const inner = lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n');
  if (!draft.plan.continues)
    return [
      `export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {\n${inner}\n}`,
    ];
  const run = draft.name('run');
  return [
    `async function ${run}(event: Event, api: PostLoginAPI, protocol: string | undefined): Promise<void> {\n${inner}\n}`,
    ...continuing(
      `await ${run}(event, api, event.transaction?.protocol);`,
      `await ${run}(event, api, 'redirect-callback');`,
    ),
  ];
}

/** Whether the rule returns anything but what its callback did, such as a timer. */
function returnsSomething({ parsed }: Draft): boolean {
  return returnsOf(parsed.handler.body).some(({ expression }) => {
    const value = expression === undefined ? undefined : unwrap(expression);
    return (
      value !== undefined &&
      ts.isCallExpression(value) &&
      /^set(?:Timeout|Interval|Immediate)$/.test(value.expression.getText())
    );
  });
}

/** A rule that names no callback gets one where it has to deny, or may take it by number. */
function takesCallback(draft: Draft): boolean {
  return (
    draft.parsed.handler.parameters[2] !== undefined ||
    draft.exits.stalls.length + draft.exits.open.length > 0 ||
    draft.notes.some(({ code, subject }) => code === 'hidden-code' && subject === 'arguments')
  );
}

function handlerLines(draft: Draft, name: string, keys: readonly string[]): string[] {
  const { plan, options } = draft;
  const attributes = plan.user === 'event' ? [] : claimAttributes(draft);
  const outputs = plan.context === 'rule' ? outputsOf(draft) : [];
  const carriedOut = options.carriedOut ?? [];
  const needsUser = keys.includes('user') || attributes.length > 0 || outputs.includes('samlConfiguration');
  const lines: string[] = [];
  if (options.guard !== undefined) lines.push(`if (api.rules.wasExecuted(${quote(options.guard)})) return;`);
  if (needsUser) {
    const copy =
      plan.user === 'rule'
        ? `${draft.helper('ruleUser')}(event)`
        : plan.user === 'clone'
          ? 'structuredClone(event.user)'
          : 'event.user';
    lines.push(`const user${plan.user === 'clone' ? ': Record<string, any>' : ''} = ${copy};`);
  }
  if (keys.includes('context') && plan.context === 'rule') {
    lines.push(
      `const context = ${draft.helper('ruleContext')}(event, ${plan.continues ? 'protocol' : 'event.transaction?.protocol'});`,
    );
  }
  for (const token of ['idToken', 'accessToken'])
    if (keys.includes(token)) lines.push(`const ${token}: Record<string, any> = {};`);
  if (keys.includes('pending')) lines.push('const pending: Promise<void>[] = [];');
  lines.push(...draft.before);
  lines.push(
    ...carriedLines(
      draft,
      () => 'event',
      (root) => root,
    ),
  );
  if (needsUser) lines.push(...madeLines(draft, 'user'));
  const passed = keys.map((key) => (key === 'management' ? draft.name('management') : key));
  const withCallback = takesCallback(draft);
  const call = `${name}(${[...passed, ...(withCallback ? ['callback'] : [])].join(', ')})`;
  lines.push(
    `const failure = await ${draft.helper('settled')}((${withCallback ? 'callback' : ''}) => ${call});`,
  );
  if (keys.includes('pending')) lines.push('for (const work of pending) await work;');
  lines.push('if (failure) {', `  api.access.deny(${draft.helper('messageOf')}(failure));`, '  return;', '}');
  if (outputs.includes('redirect')) {
    const rest = attributes.length > 0 || outputs.length > 1 || carriedOut.length > 0;
    const send = 'api.redirect.sendUserTo(context.redirect.url);';
    // What else the rule decided was forgotten: rules ran again on return.
    if (rest) lines.push('if (context.redirect?.url) {', `  ${send}`, '  return;', '}');
    else lines.push(`if (context.redirect?.url) ${send}`);
  }
  for (const attribute of attributes) {
    lines.push(
      `if (user.${attribute} !== event.user.${attribute}) ${draft.helper('setClaim')}(api.idToken, '${attribute}', user.${attribute});`,
    );
  }
  if (plan.context === 'rule') lines.push(...contextLines(draft, outputs));
  else {
    if (keys.includes('idToken')) lines.push(`${draft.helper('setClaims')}(api.idToken, idToken);`);
    if (keys.includes('accessToken')) {
      if (mayHoldScope(draft)) lines.push(`${draft.helper('setScope')}(event, api, accessToken.scope);`);
      lines.push(`${draft.helper('setClaims')}(api.accessToken, accessToken);`);
    }
  }
  lines.push(
    ...carryLines(
      draft,
      () => 'api',
      (root) => root,
    ),
  );
  // A block at the very end needs no return.
  if (lines.at(-1) === '}' && lines.at(-2) === '  return;')
    lines.splice(-4, 4, `if (failure) api.access.deny(${draft.helper('messageOf')}(failure));`);
  return lines;
}

function contextLines(draft: Draft, outputs: readonly string[]): string[] {
  const lines: string[] = [];
  if (outputs.includes('idToken'))
    lines.push(`${draft.helper('setClaims')}(api.idToken, context.idToken ?? {});`);
  if (outputs.includes('accessToken')) {
    const before = carriedInto(draft, SCOPE);
    const scopes = ['event', 'api', 'context.accessToken?.scope', ...(before === undefined ? [] : [before])];
    lines.push(
      `${draft.helper('setScope')}(${scopes.join(', ')});`,
      `${draft.helper('setClaims')}(api.accessToken, context.accessToken ?? {});`,
    );
  }
  if (outputs.includes('multifactor'))
    lines.push(`${draft.helper('enableMultifactor')}(api, context.multifactor);`);
  if (outputs.includes('samlConfiguration'))
    lines.push(`${draft.helper('setSaml')}(api, user, context.idToken ?? {}, context.samlConfiguration);`);
  if (outputs.includes('primaryUser')) {
    // Auth0 takes it once in a login.
    const before = carriedInto(draft, 'context.primaryUser');
    const isNew = before === undefined ? '' : ` && context.primaryUser !== ${before}`;
    lines.push(`if (context.primaryUser${isNew}) api.authentication.setPrimaryUser(context.primaryUser);`);
  }
  return lines;
}

/** What an earlier Action left of a value that this one may change. */
function carriedInto(draft: Draft, path: string): string | undefined {
  if (draft.options.carriedIn?.includes(path) !== true) return undefined;
  return `${draft.helper('carried')}(event, ${quote(carryKey(path))})`;
}
