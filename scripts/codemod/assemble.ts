import { createHash } from 'node:crypto';
import { ts } from 'ts-morph';
import type { Draft } from './draft.ts';
import { keepComments } from './comments.ts';
import { applyEdits, type Edit, movedRanges, placesAfter } from './edits.ts';
import { helperCode, helperNames, typesIn } from './helpers.ts';
import { outputsOf } from './transforms/adapted-context.ts';
import { claimAttributes } from './transforms/user-writes.ts';
import { quote } from './values.ts';

export interface Assembled {
  /** The import of the types, with its line break; empty when there are none. */
  readonly imports: string;
  /** What comes from the rule: all that may still need types. */
  readonly main: string;
  /** The helpers that `main` uses; they have their types. */
  readonly helpers: string;
  /** Names of helpers and types of ours that had to give way to names of the rule: theirs to ours. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Where an offset of the rule is found in `main`. */
  place(offset: number): number;
}

/** The Action in its parts, from the edits and what the idioms asked for. */
export function assemble(draft: Draft): Assembled {
  const handlers = draft.plan.control === 'direct' ? directHandlers(draft) : settledHandlers(draft);
  draft.writeMarkers();
  const edits = keepComments(draft.parsed.text, draft.edits);
  const edited = applyEdits(draft.parsed.text, withInner(edits, draft.edits));
  const used = helperNames(draft.helpers);
  const renamed = new Map(
    [...used, 'Event', 'PostLoginAPI'].flatMap((name) =>
      draft.name(name) === name ? [] : [[name, draft.name(name)] as const],
    ),
  );
  const types = new Map([...renamed].filter(([name]) => name === 'Event' || name === 'PostLoginAPI'));
  const main = [...draft.declarations, edited.trim(), ...handlers.map((code) => rename(code, types))].join(
    '\n\n',
  );
  const wanted = [...draft.helpers].filter((name) => new RegExp(`\\b${draft.name(name)}\\b`).test(main));
  const helpers = helperCode(wanted)
    .map((code) => `\n\n${rename(code, renamed)}`)
    .join('');
  const names = typesIn(main + helpers, draft).map((name) =>
    renamed.has(name) ? `${name} as ${draft.name(name)}` : name,
  );
  const before =
    [...draft.declarations, ''].join('\n\n').length - (edited.length - edited.trimStart().length);
  const after = placesAfter(edits);
  return {
    imports:
      names.length === 0
        ? ''
        : `import type { ${names.join(', ')} } from '@auth0/actions/post-login/v3';\n\n`,
    main,
    helpers,
    renamed,
    place: (offset) => Math.max(0, before + after(offset)),
  };
}

/** Text that moves keeps the edits inside it, so the inner edits go along with the outer ones. */
function withInner(outer: readonly Edit[], all: readonly Edit[]): Edit[] {
  const ranges = outer.flatMap(movedRanges);
  const inner = all.filter((edit) => ranges.some(({ start, end }) => edit.start >= start && edit.end <= end));
  return [...outer, ...inner];
}

function rename(code: string, names: ReadonlyMap<string, string>): string {
  if (names.size === 0) return code;
  return code.replaceAll(new RegExp(`\\b(?:${[...names.keys()].join('|')})\\b`, 'g'), (name) =>
    names.get(name)!,
  );
}

interface Parameter {
  readonly name: string;
  readonly type: string;
}

function parameter(draft: Draft, key: string): Parameter {
  const types: Readonly<Record<string, string>> = {
    event: draft.name('Event'),
    api: draft.name('PostLoginAPI'),
    user: draft.plan.user === 'rule' ? 'any' : 'Record<string, any>',
    context: 'any',
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
  draft.insert(at, `${lines}${draft.parsed.text.slice(at).startsWith('\n') ? '' : '\n '}`);
}

function directHandlers(draft: Draft): string[] {
  const { plan } = draft;
  const name = functionName(draft);
  draft.prelude.splice(
    1,
    0,
    ...(draft.options.carriedIn ?? []).map((path) =>
      carriedLine(draft, path, draft.event, draft.own('user')),
    ),
  );
  writeGuard(draft);
  const event: Parameter = parameter(draft, 'event');
  const api: Parameter = parameter(draft, 'api');
  if (!plan.continues) {
    const used = draft.parameters.has('api') ? [event, api] : draft.parameters.has('event') ? [event] : [];
    writeHeader(draft, `export async function onExecutePostLogin(${signature(used)}): Promise<void> `);
    return [];
  }
  const keys = ['event', 'api', 'protocol'].filter((key) => draft.parameters.has(key));
  writeHeader(
    draft,
    `async function ${name}(${signature(keys.map((key) => parameter(draft, key)))}): Promise<void> `,
  );
  const call = (protocol: string): string =>
    `await ${name}(${keys.map((key) => (key === 'protocol' ? protocol : key)).join(', ')});`;
  return continuing(call('event.transaction?.protocol'), call("'redirect-callback'"));
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
function settledHandlers(draft: Draft): string[] {
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
  const parameters = keys.map((key) => patternParameter(draft, key) ?? parameter(draft, key));
  if (takesCallback(draft)) parameters.push({ name: draft.own('callback'), type: draft.helper('Callback') });
  writeHeader(
    draft,
    `${isAsync ? 'async ' : ''}function ${name}(${signature(parameters)}): ${isAsync ? 'Promise<void>' : 'void'} `,
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

/** A destructured user or context keeps its pattern. */
function patternParameter(draft: Draft, key: string): Parameter | undefined {
  const node = draft.parsed.handler.parameters[key === 'user' ? 0 : key === 'context' ? 1 : -1];
  return node === undefined || ts.isIdentifier(node.name)
    ? undefined
    : { name: draft.text(node.name), type: 'any' };
}

/** A rule without a callback of its own gets one where it has to deny. */
function takesCallback(draft: Draft): boolean {
  return (
    draft.parsed.handler.parameters[2] !== undefined ||
    draft.exits.stalls.length + draft.exits.open.length > 0
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
  if (keys.includes('context')) {
    lines.push(
      `const context = ${draft.helper('ruleContext')}(event, ${plan.continues ? 'protocol' : 'event.transaction?.protocol'});`,
    );
  }
  for (const token of ['idToken', 'accessToken'])
    if (keys.includes(token)) lines.push(`const ${token}: Record<string, any> = {};`);
  if (keys.includes('pending')) lines.push('const pending: Promise<void>[] = [];');
  lines.push(...draft.before);
  for (const path of options.carriedIn ?? [])
    lines.push(carriedLine(draft, path, 'event', path.split('.')[0]!));
  const passed = keys.map((key) => (key === 'management' ? draft.name('management') : key));
  const withCallback = takesCallback(draft);
  const call = `${name}(${[...passed, ...(withCallback ? ['callback'] : [])].join(', ')})`;
  lines.push(
    `const failure = await ${draft.helper('settled')}((${withCallback ? 'callback' : ''}) => ${call});`,
  );
  if (keys.includes('pending')) lines.push('for (const work of pending) await work;');
  lines.push('if (failure) {', `  api.access.deny(${draft.helper('messageOf')}(failure));`, '  return;', '}');
  for (const attribute of attributes) {
    lines.push(
      `if (user.${attribute} !== event.user.${attribute}) ${draft.helper('setClaim')}(api.idToken, '${attribute}', user.${attribute});`,
    );
  }
  if (plan.context === 'rule') lines.push(...contextLines(draft, outputs));
  else {
    if (keys.includes('idToken')) lines.push(`${draft.helper('setClaims')}(api.idToken, idToken);`);
    if (keys.includes('accessToken'))
      lines.push(`${draft.helper('setClaims')}(api.accessToken, accessToken);`);
  }
  for (const path of carriedOut)
    lines.push(`${draft.helper('carry')}(api, ${quote(carryKey(path))}, ${accessPath(path)});`);
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
    lines.push(
      'const { scope, ...accessToken } = context.accessToken ?? {};',
      `${draft.helper('setScope')}(event, api, scope);`,
      `${draft.helper('setClaims')}(api.accessToken, accessToken);`,
    );
  }
  if (outputs.includes('multifactor'))
    lines.push(`${draft.helper('enableMultifactor')}(api, context.multifactor);`);
  if (outputs.includes('samlConfiguration'))
    lines.push(`${draft.helper('setSaml')}(api, user, context.idToken ?? {}, context.samlConfiguration);`);
  if (outputs.includes('primaryUser'))
    lines.push('if (context.primaryUser) api.authentication.setPrimaryUser(context.primaryUser);');
  if (outputs.includes('redirect'))
    lines.push('if (context.redirect?.url) api.redirect.sendUserTo(context.redirect.url);');
  return lines;
}

/** `user.app_metadata.plan` as an expression that survives a missing parent. */
function accessPath(path: string): string {
  const [root, ...steps] = splitPath(path);
  return steps.reduce((text, step, index) => `${text}${index === 0 ? '' : '?.'}[${quote(step)}]`, root!);
}

/** Root, then names; only the last of `context.idToken.<claim>` may itself hold dots. */
function splitPath(path: string): string[] {
  const parts = path.split('.');
  const fixed =
    path.startsWith('context.idToken.') || path.startsWith('context.accessToken.') ? 2 : parts.length - 1;
  return [...parts.slice(0, fixed), parts.slice(fixed).join('.')];
}

/** Takes over what an earlier rule left; `from` is the event, `into` the user or the context. */
function carriedLine(draft: Draft, path: string, from: string, into: string): string {
  const [, ...steps] = splitPath(path);
  const last = steps.at(-1)!;
  const parent = steps.slice(0, -1).reduce((text, step) => `(${text}[${quote(step)}] ??= {})`, into);
  const key = quote(carryKey(path));
  return `if (${from}.transaction?.metadata[${key}] !== undefined) ${parent}[${quote(last)}] = ${draft.helper('carried')}(${from}, ${key});`;
}

/** Keys of the transaction's metadata hold 64 characters: https://auth0.com/docs/customize/actions/transaction-metadata */
function carryKey(path: string): string {
  return path.length <= 64
    ? path
    : `${path.slice(0, 50)}#${createHash('sha256').update(path).digest('hex').slice(0, 12)}`;
}
