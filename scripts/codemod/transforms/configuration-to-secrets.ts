import { ts } from '../../lib/ts.ts';
import { COMPUTED, isMutation, keyOf, type Use } from '../../rule/uses.ts';
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
      const { parent, text: name } = use.identifier;
      draft.replace(use.identifier, ts.isShorthandPropertyAssignment(parent) ? `${name}: ${text}` : text);
      if (isKnownName(use, draft)) continue;
      for (const key of keysOf(use.path, use.links.at(-1)!)) {
        if (key === COMPUTED) draft.note('secrets-unknown', use.identifier);
        else addSecret(draft, key, use.identifier);
      }
    }
  },
};

/** `const cfg = configuration;`, where each use of the name is known. */
function isKnownName({ kind, path, links }: Use, { parsed, uses }: Draft): boolean {
  const declaration =
    kind === 'alias' && path.length === 0 ? ts.findAncestor(links[0], ts.isVariableDeclaration) : undefined;
  const variable =
    declaration === undefined ? undefined : parsed.checker.getSymbolAtLocation(declaration.name);
  return variable !== undefined && uses.aliases.has(variable);
}

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
