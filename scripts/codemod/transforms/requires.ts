import { isBuiltin } from 'node:module';
import { ts } from 'ts-morph';
import type { Draft, Transform } from '../draft.ts';
import { quote } from '../values.ts';

/** `name@version` as Rules took it, scoped packages included. */
const VERSIONED = /^(?<name>(?:@[^/@]+\/)?[^/@]+)(?:@(?<version>[^/]+))?(?<path>\/.*)?$/;

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
  },
};

/** Registers an npm package; modules of Node itself need nothing. */
export function addDependency(draft: Draft, name: string, version: string | undefined, node: ts.Node): void {
  if (isBuiltin(name)) return;
  draft.dependencies.set(name, version ?? draft.dependencies.get(name) ?? null);
  draft.note(version === undefined ? 'unversioned-dependency' : 'dependency', node, name);
}
