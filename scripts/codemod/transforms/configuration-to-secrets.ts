import { ts } from 'ts-morph';
import { COMPUTED, isMutation, keyOf } from '../../rule/uses.ts';
import type { Draft, Transform } from '../draft.ts';

/** `configuration.KEY` becomes `event.secrets.KEY`, and the record lists the keys. */
export const configurationToSecrets: Transform = {
  name: 'configuration-to-secrets',
  doc: 'configuration.KEY -> event.secrets.KEY',
  apply(draft) {
    for (const use of draft.uses.all) {
      if (use.root !== 'configuration') continue;
      if (isMutation(use)) draft.note('configuration-write', use.identifier, `configuration.${use.path[0]}`);
      const text = `${draft.event}.secrets`;
      const { parent } = use.identifier;
      draft.replace(
        use.identifier,
        ts.isShorthandPropertyAssignment(parent) ? `configuration: ${text}` : text,
      );
      for (const key of keysOf(use.path, use.links.at(-1)!)) {
        if (key === COMPUTED) draft.note('secrets-unknown', use.identifier);
        else addSecret(draft, key, use.identifier);
      }
    }
  },
};

function addSecret(draft: Draft, key: string, node: ts.Node): void {
  draft.secrets.add(key);
  draft.note('secrets', node, key);
}

function keysOf(path: readonly string[], last: ts.Expression): string[] {
  if (path.length > 0) return [path[0]!];
  const { parent } = last;
  if (!ts.isVariableDeclaration(parent) || !ts.isObjectBindingPattern(parent.name)) return [COMPUTED];
  return parent.name.elements.map((element) =>
    element.dotDotDotToken === undefined ? keyOf(element) : COMPUTED,
  );
}
