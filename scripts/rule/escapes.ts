import { ts } from '../lib/ts.ts';
import { calleeName } from './callee-name.ts';
import type { ParsedRule } from './parse.ts';
import type { Place, PlacesOf } from './places.ts';
import { resolvedFunction } from './resolved-function.ts';
import type { SharedFunction } from './shared-functions.ts';
import { isAssignment, isReference, unwrap, walk, wrapped } from './syntax.ts';
import { COMPUTED, type Uses } from './uses.ts';

// An object of the user or the context that goes where its ways cannot be followed may be changed there: it is in the
// hands of a function that is not known, in an object of the rule's own, or in a promise.

/** Texts, numbers and flags that Auth0 puts there: nobody changes one by being given it. */
const PLAIN = new RegExp(
  `^(?:${[
    'user\\.(?:user_id|email|email_verified|name|nickname|username|given_name|family_name|picture|phone_number|phone_verified|created_at|updated_at|last_ip|last_login|logins_count|blocked|locale)',
    'user\\.identities\\.\\*\\.(?:provider|connection|user_id|isSocial|access_token|access_token_secret|refresh_token)',
    'context\\.(?:clientID|clientName|tenant|protocol|connection|connectionID|connectionStrategy|sessionID|primaryUser)',
    'context\\.stats\\.loginsCount',
    'context\\.request\\.(?:ip|hostname|userAgent|language|method|(?:query|body|geoip)\\..*)',
  ].join('|')})$`,
);

/** Functions that change nothing that they are given, and keep nothing of it. */
const SAFE =
  /^(?:console\.\w+|JSON\.stringify|structuredClone|String|Number|Boolean|BigInt|parseInt|parseFloat|isNaN|isFinite|(?:en|de)codeURI(?:Component)?|Math\.\w+|Number\.\w+|Date\.\w+|Array\.(?:isArray|from|of)|Object\.\w*(?:[Kk]eys|[Vv]alues|[Ee]ntries|assign|[Nn]ames|is|hasOwn|freeze)|Buffer\.\w+|require|URL\w*|fetch|Symbol)$/;

/** Of lodash: those that places.ts follows, and those that only look. */
const LOOKS =
  /^_\.(?:get|has|includes|contains|is\w+|indexOf|findIndex|size|keys|toPairs|join|first|last|head|nth|find|findLast|filter|reject|some|any|every|all|map|each|forEach|reduce|sortBy|orderBy|uniq\w*|union\w*|intersection\w*|difference\w*|pick\w*|omit\w*|clone\w*|assign\w*|extend|merge|defaults\w*|set|unset|update|pull\w*|remove|values|entries|compact|concat|flatten\w*|groupBy|keyBy|countBy|max\w*|min\w*|sum\w*|startsWith|endsWith|to[A-Z]\w*|trim\w*|split|template|escape|lowerCase|upperCase|kebabCase|camelCase|snakeCase)$/;

/** Methods of texts and lists that only look at what they are given. */
const ASKS: ReadonlySet<string> = new Set(
  'indexOf lastIndexOf includes startsWith endsWith concat join test exec match matchAll replace replaceAll split localeCompare hasOwnProperty has get'.split(
    ' ',
  ),
);

/** What is done with a list whose elements stay as they are. */
const QUIET: ReadonlySet<string> = new Set(
  'push unshift join length indexOf includes sort reverse'.split(' '),
);

/** Packages that send, sign or print what they are given. */
const SENDS =
  /^(?:request(?:-promise(?:-native)?)?|axios|got|node-fetch|needle|superagent|jsonwebtoken|crypto|querystring|qs|url|util|uuid|moment|auth0)$/;

/** Names of the sandbox that stand for packages. */
const SANDBOX: ReadonlySet<string> = new Set(
  'auth0 request axios async crypto jwt jwtDecode mongo mysql mysql2 pg postgres sqlserver sqlite3 cassandra couchbase redis uuid url querystring util path bcrypt ejs xml2js xmldom xpath xtend pubnub pusher raven rest sharp slack twilio ip knex node_uuid oauth uid request_promise'.split(
    ' ',
  ),
);

/** The places of which parts may be changed where nobody can see it. */
export function escapesIn(
  parsed: ParsedRule,
  uses: Uses,
  placesOf: PlacesOf,
  functions: ReadonlyMap<string, SharedFunction> = new Map(),
): Place[] {
  const found: Place[] = [];
  const callbacks = new Set(
    uses.all.filter(({ root }) => root === 'callback').map(({ identifier }) => identifier as ts.Node),
  );
  const escape = (node: ts.Expression, onlyParts = false, seen = new Set<ts.Node>()): void => {
    for (const value of placesOf(node)) {
      if ('place' in value) {
        const isWhole = value.place.length === 1;
        if (!PLAIN.test(value.place.join('.')) && !(isWhole && onlyParts))
          found.push([...value.place, COMPUTED]);
        continue;
      }
      // An object may hold itself.
      if (seen.has(value.literal)) continue;
      seen.add(value.literal);
      for (const inner of partsOf(value.literal)) escape(inner, onlyParts, seen);
    }
  };
  walk(parsed.handler.body, (node) => {
    if (ts.isCallExpression(node)) escapeThrough(node);
    else if (ts.isNewExpression(node)) {
      if (!/^(?:\w*Error|Date|Set|URL|URLSearchParams|RegExp)$/.test(node.expression.getText()))
        for (const one of node.arguments ?? []) escape(one, true);
    } else if (isAssignment(node)) {
      const left = unwrap(node.left);
      const isOwn =
        (ts.isPropertyAccessExpression(left) || ts.isElementAccessExpression(left)) &&
        placesOf(left.expression).every((value) => !('place' in value));
      if (isOwn) escape(node.right);
    } else if (ts.isReturnStatement(node) && node.expression !== undefined) {
      if (!isFollowed(ts.findAncestor(node, ts.isFunctionLike), parsed)) escape(node.expression);
    } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body) && !isFollowed(node, parsed))
      escape(node.body);
  });
  return found;

  /** Whether a list of the rule's own is only filled, asked, and made a claim or a text: its elements stay as they are. */
  function isOnlyHandedOut(list: ts.Expression): boolean {
    const symbol = parsed.checker.getSymbolAtLocation(unwrap(list));
    let isQuiet = symbol !== undefined;
    walk(parsed.handler.body, (node) => {
      if (!ts.isIdentifier(node) || !isReference(node) || parsed.checker.getSymbolAtLocation(node) !== symbol)
        return;
      const { parent } = wrapped(node);
      isQuiet &&= ts.isPropertyAccessExpression(parent)
        ? QUIET.has(parent.name.text)
        : ts.isCallExpression(parent)
          ? SAFE.test(calleeName(parent, parsed)) || LOOKS.test(calleeName(parent, parsed))
          : isAssignment(parent) && placesOf(parent.left).some((value) => 'place' in value);
    });
    return isQuiet;
  }

  function escapeThrough(call: ts.CallExpression): void {
    const callee = unwrap(call.expression);
    const name = calleeName(call, parsed);
    if (SAFE.test(name) || LOOKS.test(name) || callbacks.has(callee)) return;
    if (resolvedFunction(callee, parsed) !== undefined) return;
    const shared = uses.all.find(({ root, links }) => root === 'global' && links.at(-1) === callee);
    if (shared !== undefined && functions.has(shared.path.join('.'))) return;
    if (ts.isPropertyAccessExpression(callee)) {
      if (ASKS.has(callee.name.text)) return;
      // What is put into a list of the user stays with the user.
      if (placesOf(callee.expression).some((value) => 'place' in value)) return;
      if (/^(?:push|unshift)$/.test(callee.name.text) && isOnlyHandedOut(callee.expression)) return;
    }
    const origin = packageOf(callee, parsed);
    if (origin !== undefined && SENDS.test(origin)) return;
    for (const argument of call.arguments) {
      const given = ts.isSpreadElement(argument) ? argument.expression : argument;
      // Packages are handed what they need inside of an object of its own; the whole user has a marker of its own.
      if (origin === undefined || !isLiteral(unwrap(given))) escape(given, origin !== undefined);
    }
  }
}

function partsOf(literal: ts.ObjectLiteralExpression | ts.ArrayLiteralExpression): ts.Expression[] {
  if (ts.isArrayLiteralExpression(literal))
    return literal.elements.map((one) => (ts.isSpreadElement(one) ? one.expression : one));
  return literal.properties.flatMap((property) => {
    if (ts.isPropertyAssignment(property)) return [property.initializer];
    return ts.isShorthandPropertyAssignment(property) ? [property.name] : [];
  });
}

function isLiteral(node: ts.Expression): boolean {
  return ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node);
}

/** Whether places.ts sees what becomes of the results of a function: it is called by its name, or looks at a list. */
export function isFollowed(fn: ts.Node | undefined, parsed: ParsedRule): boolean {
  if (fn === undefined || fn === parsed.handler) return true;
  if (ts.isFunctionDeclaration(fn)) return !isAsync(fn);
  if (!ts.isFunctionExpression(fn) && !ts.isArrowFunction(fn)) return false;
  const { parent } = wrapped(fn);
  if (ts.isVariableDeclaration(parent)) return !isAsync(fn);
  if (!ts.isCallExpression(parent)) return false;
  if (unwrap(parent.expression) === fn) return true;
  const callee = unwrap(parent.expression);
  return !(ts.isPropertyAccessExpression(callee) && /^(?:then|catch|finally)$/.test(callee.name.text));
}

function isAsync(fn: ts.SignatureDeclaration): boolean {
  return (ts.getCombinedModifierFlags(fn) & ts.ModifierFlags.Async) !== 0;
}

/** The package that a function comes from, as far as it is not the rule's own; '' for one without a name. */
function packageOf(node: ts.Expression, parsed: ParsedRule, depth = 0): string | undefined {
  const inner = unwrap(node);
  if (
    ts.isPropertyAccessExpression(inner) ||
    ts.isElementAccessExpression(inner) ||
    ts.isNewExpression(inner)
  )
    return packageOf(inner.expression, parsed, depth);
  if (ts.isAwaitExpression(inner)) return packageOf(inner.expression, parsed, depth);
  if (ts.isCallExpression(inner)) {
    const [first] = inner.arguments;
    if (inner.expression.getText() !== 'require') return packageOf(inner.expression, parsed, depth);
    return first !== undefined && ts.isStringLiteralLike(first) ? first.text.replace(/(?<=.)@.*$/, '') : '';
  }
  if (!ts.isIdentifier(inner) || depth > 5) return undefined;
  const declared = parsed.checker
    .getSymbolAtLocation(inner)
    ?.declarations?.find((one) => one.getSourceFile() === parsed.source);
  if (declared === undefined) return SANDBOX.has(inner.text) ? inner.text : undefined;
  const variable = ts.findAncestor(
    declared,
    (one): one is ts.VariableDeclaration => ts.isVariableDeclaration(one) || ts.isFunctionLike(one),
  );
  return variable !== undefined && ts.isVariableDeclaration(variable) && variable.initializer !== undefined
    ? packageOf(variable.initializer, parsed, depth + 1)
    : undefined;
}
