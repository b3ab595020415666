import { isBuiltin } from 'node:module';
import { ts } from '../../lib/ts.ts';
import type { Draft, Transform } from '../draft.ts';
import { quote } from '../values.ts';

/** `name@version` as Rules took it, scoped packages included. */
const VERSIONED = /^(?<name>(?:@[^/@]+\/)?[^/@]+)(?:@(?<version>[^/]+))?(?<path>\/.*)?$/;

/** Packages without a maintainer; what a rule asked of them is not handed to another package behind its back. */
const DEPRECATED: ReadonlySet<string> = new Set(['request', 'request-promise', 'request-promise-native']);

/** `require('name@1.2.3')` becomes `require('name')`, where it stood, and a dependency with its version. */
export const requires: Transform = {
  name: 'requires',
  doc: "require('name@1.2.3') -> require('name') in the same place, and a dependency",
  apply(draft) {
    for (const call of draft.uses.requires) {
      const [argument] = call.arguments;
      if (argument === undefined || !ts.isStringLiteralLike(argument)) {
        draft.note('dynamic-require', call);
        continue;
      }
      const { name, version, path } = VERSIONED.exec(argument.text)?.groups ?? {};
      if (name === undefined) {
        draft.note('dynamic-require', call);
        continue;
      }
      if (version !== undefined) draft.replace(argument, quote(`${name}${path ?? ''}`));
      addDependency(draft, name, version, call);
    }
    for (const name of draft.uses.free.get('require') ?? []) {
      const { parent } = name;
      if (!ts.isCallExpression(parent) && !ts.isTypeOfExpression(parent)) draft.note('dynamic-require', name);
    }
  },
};

/**
 * What rules did with packages whose later versions no longer have it, or have it as something else. A rule that named
 * no version got the one of the sandbox, an Action gets the one that is pinned.
 */
// oxfmt-ignore
const CHANGED: Readonly<Record<string, RegExp>> = {
  lodash:         /\b_\.(?:pluck|contains|where|findWhere|rest|any|all|collect|foldl|foldr|inject|include|object|unique|support|callback|padLeft|padRight|trimLeft|trimRight|sortByOrder|indexBy|pairs|methods|backflow|compose|createCallback|restParam|runInContext)\b|\b_\.(?:first|last|initial|max|min|sum)\([^()]*,/,
  jsonwebtoken:   /\bexpiresIn(?:Minutes|Seconds)\b/,
  uuid:           /\buuid\(|require\(['"]uuid\/v\d/,
  auth0:          /(?:)/,
  mongodb:        /(?:)/,
  'node-fetch':   /(?:)/,
  redis:          /(?:)/,
  pg:             /\.connect\((?:\w+|['"][^'"]*['"]),/,
  knex:           /\.initialize\(/,
  async:          /\basync\.(?:forEach|select|reject|any|all)\b/,
};

/** Registers an npm package; modules of Node itself need nothing. */
export function addDependency(draft: Draft, name: string, version: string | undefined, node: ts.Node): void {
  if (isBuiltin(name)) return;
  const known = draft.dependencies.get(name) ?? undefined;
  if (version !== undefined && known !== undefined && known !== version) {
    draft.note('two-versions', node, `${name} ${known} and ${version}`);
    return;
  }
  draft.dependencies.set(name, version ?? known ?? null);
  draft.note(version === undefined ? 'unversioned-dependency' : 'dependency', node, name);
  if (DEPRECATED.has(name)) draft.note('deprecated-dependency', node, name);
  const changed = version === undefined ? CHANGED[name]?.exec(draft.parsed.text)?.[0] : undefined;
  if (changed !== undefined) draft.note('old-version', node, changed === '' ? name : `${name}: ${changed}`);
}
