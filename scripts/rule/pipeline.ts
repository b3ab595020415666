import { ts } from '../lib/ts.ts';
import { assignedKeys } from './assigned-keys.ts';
import { isCertainWrite } from './certain-write.ts';
import { constantText } from './constant-text.ts';
import { literalRead } from './literal-paths.ts';
import type { ParsedRule } from './parse.ts';
import { changeBy, isSaved, savesIn } from './saves.ts';
import { isAssignment, isEmptyLiteral, isFallback, unwrap, wrapped } from './syntax.ts';
import { COMPUTED, isMutation, literalText, namedPaths, type Use, type Uses } from './uses.ts';
import { isWrittenBefore } from './written-before.ts';

/** What one rule reads from, and leaves for, the rules around it, as paths: `user.risk`, `context.idToken.plan`, `global.x`. */
export interface Shared {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Those of the writes after which nothing is left of what earlier rules had there, whatever the login. */
  readonly certain: readonly string[];
}

/** What Auth0 itself puts on the context and a rule decides with; the tokens have rows of their own. */
const DECISIONS: ReadonlySet<string> = new Set([
  'samlConfiguration',
  'multifactor',
  'redirect',
  'jwtConfiguration',
  'addonConfiguration',
]);

/** What Auth0 itself puts on the context about a login; only a rule that changes it makes it a message to later ones. */
const FACTS: ReadonlySet<string> = new Set([
  'tenant',
  'clientID',
  'clientName',
  'clientMetadata',
  'connectionID',
  'connection',
  'connectionStrategy',
  'connectionMetadata',
  'connectionOptions',
  'protocol',
  'stats',
  'sso',
  'sessionID',
  'request',
  'authentication',
  'authorization',
  'organization',
  'riskAssessment',
]);

/** Whether a path leads to a part of the context that Auth0 has no use for, so that only rules look there. */
export function isForRules(path: string): boolean {
  const [root, part = ''] = splitPath(path);
  const isAuth0s =
    FACTS.has(part) || DECISIONS.has(part) || /^(?:idToken|accessToken|primaryUser)$/.test(part);
  return root === 'context' && part !== '' && !isAuth0s;
}

/** What is granted: who replaces it takes away what earlier rules granted, so a write of it is a read as well. */
export const SCOPE = 'context.accessToken.scope';

/** The table of what one rule shares with others. */
export function sharedValues(parsed: ParsedRule, uses: Uses): Shared {
  const reads = new Set<string>();
  const writes = new Map<string, Use[]>();
  const saves = savesIn(uses);
  const all = uses.all.flatMap((use) => [
    withKnownKeys(use, parsed, uses),
    ...writesAtOnce(use, parsed, uses),
  ]);
  for (const use of all) {
    const path = sharedPath(use.root, use.path);
    if (path === undefined || !isMutation(use) || isInit(use, parsed) || isSaved(changeBy(use), saves, uses))
      continue;
    writes.set(path, [...(writes.get(path) ?? []), use]);
  }
  for (const use of all) {
    for (const mapped of mappedPaths(use)) reads.add(mapped);
    for (const read of literalPaths(use)) {
      const path = sharedPath(use.root, read);
      if (path !== undefined) reads.add(path);
      else if (/^(?:app|user)_metadata$/.test(read[0]!)) reads.add(`user.${read[0]}`);
    }
    if (readsWhole(use, parsed)) reads.add(`user.${use.path[0]}`);
    const path = sharedPath(use.root, use.path);
    if (path === SCOPE) reads.add(path);
    if (path === undefined || replaces(use)) continue;
    // What the rule itself has certainly written before is not another rule's.
    const own = (writes.get(path) ?? []).filter(replaces);
    if (!own.some((write) => isWrittenBefore(write, use.identifier)) || readsItself(use, parsed))
      reads.add(path);
  }
  const certain = [...writes].flatMap(([path, ways]) =>
    ways.some((use) => replaces(use) && isCertainWrite(use, parsed, uses)) && !reads.has(path) ? [path] : [],
  );
  return { reads: [...reads].toSorted(), writes: [...writes.keys()].toSorted(), certain };
}

/** `context.idToken[namespace + 'roles']` by the name of the claim, where it can be read; of metadata as well. */
function withKnownKeys(use: Use, parsed: ParsedRule, uses: Uses): Use {
  const { path, links, aliased } = use;
  if (!path.includes(COMPUTED)) return use;
  const known = path.map((step, index) => {
    const link = links[index + 1 - aliased.length];
    return step === COMPUTED &&
      index >= aliased.length &&
      link !== undefined &&
      ts.isElementAccessExpression(link)
      ? (constantText(link.argumentExpression, parsed, uses) ?? COMPUTED)
      : step;
  });
  return { ...use, path: known };
}

/** Each key that the rule writes together with others: `Object.assign(context.idToken, { [namespace + 'roles']: roles })`. */
function writesAtOnce(use: Use, parsed: ParsedRule, uses: Uses): Use[] {
  return assignedKeys(use).flatMap((name): Use[] => {
    const key = ts.isComputedPropertyName(name) ? constantText(name.expression, parsed, uses) : name.text;
    return key === undefined ? [] : [{ ...use, kind: 'write', path: [...use.path, key] }];
  });
}

/** Whether a use leaves nothing of the value that an earlier rule may have left. */
export function replaces(use: Use): boolean {
  return (use.kind === 'write' || use.kind === 'delete') && use.path.length <= depthOf(use);
}

/** How many steps below the root a value is shared: anything deeper changes what an earlier rule left. */
function depthOf({ root, path: [first = ''] }: Use): number {
  const below = root === 'user' ? /^(?:app|user)_metadata$/ : /^(?:(?:id|access)Token|request)$/;
  return root !== 'global' && below.test(first) ? 2 : 1;
}

/** What `samlConfiguration.mappings` looks up in the user: its values are paths. */
function mappedPaths({ root, path, kind, links }: Use): string[] {
  if (root !== 'context' || kind !== 'write' || path[0] !== 'samlConfiguration' || path[1] !== 'mappings')
    return [];
  const assignment = links.at(-1)!.parent;
  if (!isAssignment(assignment)) return [];
  const value = unwrap(assignment.right);
  const values = ts.isObjectLiteralExpression(value)
    ? value.properties.flatMap((property) =>
        ts.isPropertyAssignment(property) ? [property.initializer] : [],
      )
    : [value];
  return values.flatMap((one) => {
    const steps = literalText(one)?.split('.');
    return steps === undefined
      ? []
      : [`user.${steps.slice(0, steps[0]!.endsWith('_metadata') ? 2 : 1).join('.')}`];
  });
}

/** What lodash takes out of the user by literal paths, and a pattern by its names. */
function literalPaths(use: Use): readonly (readonly string[])[] {
  const { root, path, kind, links } = use;
  if (kind === 'destructure') return namedPaths(use);
  return root === 'user' && kind === 'read' && path.length === 0 ? (literalRead(links[0]!)?.paths ?? []) : [];
}

/** Metadata as a whole, other than to see whether there is any. */
function readsWhole(use: Use, parsed: ParsedRule): boolean {
  const { root, path, kind } = use;
  if (root !== 'user' || kind !== 'read' || path.length !== 1 || !/^(?:app|user)_metadata$/.test(path[0]!))
    return false;
  const { parent } = wrapped(use.links.at(-1)!);
  const isTest =
    ts.isPrefixUnaryExpression(parent) ||
    ts.isIfStatement(parent) ||
    (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken);
  return !isTest && !readsItself(use, parsed);
}

/** `user.x = user.x || 1` reads what an earlier rule left. */
function readsItself(use: Use, parsed: ParsedRule): boolean {
  const assignment = ts.findAncestor(use.identifier, isAssignment);
  return assignment?.left.getText(parsed.source) === use.links.at(-1)!.getText(parsed.source);
}

/** `context.x = context.x || {}` gives nobody anything. */
function isInit({ root, links }: Use, parsed: ParsedRule): boolean {
  const left = links.at(-1)!;
  if (root !== 'context' || !isAssignment(left.parent)) return false;
  const right = unwrap(left.parent.right);
  return (
    isFallback(right) &&
    isEmptyLiteral(right.right) &&
    right.left.getText(parsed.source) === left.getText(parsed.source)
  );
}

/** Whether a path is a fact of the login, which is shared only where a rule changes it. */
export function isFact(path: string): boolean {
  const [root, first = ''] = path.split('.');
  return path === SCOPE || (root === 'context' && FACTS.has(first));
}

export function sharedPath(root: Use['root'], [first, second]: readonly string[]): string | undefined {
  if (first === undefined || first === COMPUTED) return undefined;
  if (root === 'global') return `global.${first}`;
  if (root === 'user') {
    if (first !== 'app_metadata' && first !== 'user_metadata') return `user.${first}`;
    return second === undefined || second === COMPUTED ? undefined : `user.${first}.${second}`;
  }
  if (root !== 'context') return undefined;
  if (DECISIONS.has(first)) return undefined;
  if (first === 'request' && second !== undefined && second !== COMPUTED) return `context.request.${second}`;
  if (first !== 'idToken' && first !== 'accessToken') return `context.${first}`;
  const isNone =
    second === undefined || second === COMPUTED || (second === 'scope' && first !== 'accessToken');
  return isNone ? undefined : `context.${first}.${second}`;
}

/** Root, then names, of which the last may itself hold dots. */
export function splitPath(path: string): string[] {
  const [, holder, name] =
    /^(user\.(?:app|user)_metadata|context\.(?:idToken|accessToken|request)|\w+)(?:\.(.*))?$/s.exec(path) ??
    [];
  return [...(holder ?? path).split('.'), ...(name === undefined ? [] : [name])];
}
