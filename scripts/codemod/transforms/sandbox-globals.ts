import { ts } from '../../lib/ts.ts';
import { isPlaceholder } from '../../rule/placeholders.ts';
import { walk, wrapped } from '../../rule/syntax.ts';
import { isWrite } from '../../rule/uses.ts';
import type { Draft, Transform } from '../draft.ts';
import { quote } from '../values.ts';
import { ANSWER_OF } from './node-callbacks.ts';
import { addDependency } from './requires.ts';

/** Modules that the Rules sandbox offered by a global name, and how the name is had from the package. */
const MODULES: Readonly<Record<string, readonly [module: string, member?: string]>> = {
  _: ['lodash'],
  async: ['async'],
  Auth0: ['auth0'],
  azure_storage: ['azure-storage'],
  bcrypt: ['bcryptjs'],
  Cassandra: ['cassandra-driver'],
  cheerio: ['cheerio'],
  couchbase: ['couchbase'],
  ip: ['ip'],
  jwt: ['jsonwebtoken'],
  Knex: ['knex'],
  moment: ['moment'],
  mongo: ['mongodb'],
  mysql: ['mysql'],
  pg: ['pg'],
  postgres: ['pg'],
  Pubnub: ['pubnub'],
  Q: ['q'],
  q: ['q'],
  querystring: ['node:querystring'],
  redis: ['redis'],
  request: ['request'],
  sqlserver: ['tedious'],
  url: ['node:url'],
  util: ['node:util'],
  uuid: ['uuid'],
  xml2js: ['xml2js'],
  xmldom: ['xmldom'],
  xpath: ['xpath'],
  xtend: ['xtend'],
};

/** Names of the language and of Node that need no declaration. */
const BUILT_IN: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  'require',
  'undefined',
  'arguments',
  'NaN',
  'Infinity',
  'globalThis',
  'module',
  'exports',
  '__dirname',
  '__filename',
  'console',
  'fetch',
  'structuredClone',
  'URL',
  'URLSearchParams',
  'Buffer',
  'process',
  'setTimeout',
  'clearTimeout',
]);

/** Names handled by other idioms. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'configuration',
  'auth0',
  'global',
  'UnauthorizedError',
  'crypto',
  ANSWER_OF,
]);

/** Modules that were simply there become a `require` at the start; unknown names are declared and marked. */
export const sandboxGlobals: Transform = {
  name: 'sandbox-globals',
  doc: "_, jwt, request, … -> const _ = require('lodash') at the start of the body",
  apply(draft) {
    noteHidden(draft);
    for (const [name, places] of draft.uses.free) {
      const first = places[0]!;
      if (isPlaceholder(draft.text(first))) quotePlaceholders(places, draft);
      else if (name === 'crypto' && places.some(usesNodeCrypto))
        requireAtStart(draft, name, 'node:crypto', first);
      else if (places.some((place) => isWrite(wrapped(place))) && !BUILT_IN.has(name))
        declareVariable(draft, name, first);
      else if (Object.hasOwn(MODULES, name)) requireAtStart(draft, name, MODULES[name]![0], first);
      else if (name === 'ManagementClient') requireAtStart(draft, '{ ManagementClient }', 'auth0', first);
      else if (!BUILT_IN.has(name) && !ELSEWHERE.has(name)) declareUnknown(draft, name, first);
    }
  },
};

/** `var self = this;` that nothing mentions again. */
function isNamedInVain({ parent }: ts.Node, { parsed }: Draft): boolean {
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return false;
  const { text } = parent.name;
  return parsed.text.split(new RegExp(`(?<![\\w$])${text.replaceAll('$', '\\$')}(?![\\w$])`)).length === 2;
}

/** Code made of text, the arguments of the rule by number, and its `this`. */
function noteHidden(draft: Draft): void {
  for (const name of ['eval', 'Function'])
    for (const place of draft.uses.free.get(name) ?? []) draft.note('hidden-code', place, name);
  if (!/\b(?:arguments|this)\b/.test(draft.parsed.text)) return;
  walk(draft.parsed.handler.body, (node) => {
    if (ts.isIdentifier(node) && node.text === 'arguments') draft.note('hidden-code', node, 'arguments');
    if (node.kind === ts.SyntaxKind.ThisKeyword && !isNamedInVain(node, draft))
      draft.note('this-of-the-rule', node);
    return !(ts.isClassLike(node) || (ts.isFunctionLike(node) && !ts.isArrowFunction(node)));
  });
}

/** The global `crypto` of Node is the Web one, which lacks what rules used. */
function usesNodeCrypto(place: ts.Identifier): boolean {
  const { parent } = place;
  return (
    !ts.isPropertyAccessExpression(parent) ||
    !['subtle', 'randomUUID', 'getRandomValues'].includes(parent.name.text)
  );
}

function requireAtStart(draft: Draft, name: string, module: string, node: ts.Node): void {
  draft.prelude.push(`const ${name} = require(${quote(module)});`);
  addDependency(draft, module, undefined, node);
  draft.note('sandbox-global', node, name);
}

function declareVariable(draft: Draft, name: string, node: ts.Node): void {
  draft.prelude.push(`let ${name}: any;`);
  draft.note('implicit-variable', node, name);
}

/** Left as it is: reading it fails, as it did in the rule. */
function declareUnknown(draft: Draft, name: string, node: ts.Node): void {
  draft.declarations.push(`declare const ${name}: any;`);
  draft.note('unknown-name', node, name);
}

function quotePlaceholders(places: readonly ts.Identifier[], draft: Draft): void {
  for (const place of places) {
    draft.replace(place, `'${draft.text(place)}'`);
    draft.note('placeholder', place, draft.text(place));
  }
}
