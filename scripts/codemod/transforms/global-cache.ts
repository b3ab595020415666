import { ts } from 'ts-morph';
import { COMPUTED, type Use } from '../../rule/uses.ts';
import type { Transform } from '../draft.ts';
import type { NoteCode } from '../notes.ts';
import { quote } from '../values.ts';

/** What a rule kept on `global` becomes a variable of the module; what it shared with other rules is marked. */
export const globalCache: Transform = {
  name: 'global-cache',
  doc: 'global.x -> a variable of the module',
  apply(draft) {
    const uses = draft.uses.all.filter((use) => use.root === 'global');
    const kept = draft.name('kept');
    const copied = new Set<string>();
    let declared = false;
    for (const use of uses) {
      const [name] = use.path;
      if (name !== undefined && name in globalThis) {
        draft.replace(use.identifier, 'globalThis');
        continue;
      }
      const text = ts.isShorthandPropertyAssignment(use.identifier.parent) ? `global: ${kept}` : kept;
      draft.replace(use.identifier, text);
      if (!declared)
        draft.declarations.push(
          `/** Kept between logins for as long as Auth0 reuses the instance. */\nconst ${kept}: Record<string, any> = {};`,
        );
      declared = true;
      const shared = name === undefined ? undefined : draft.options.sharedFunctions?.get(name);
      if (shared !== undefined && !isWritten(name, uses) && !copied.has(name!)) {
        copied.add(name!);
        const place = /^[A-Za-z_$][\w$]*$/.test(name!) ? `.${name}` : `[${quote(name!)}]`;
        draft.declarations.push(`${kept}${place} = ${shared};`);
      }
      draft.note(
        shared === undefined ? noteFor(name, uses, draft.options.sharedGlobals) : 'shared-function',
        use.identifier,
        name === undefined ? 'global' : `global.${name}`,
      );
    }
  },
};

function isWritten(name: string | undefined, uses: readonly Use[]): boolean {
  return uses.some(
    (use) => use.path[0] === name && use.path.length === 1 && (use.kind === 'write' || use.kind === 'update'),
  );
}

function noteFor(
  name: string | undefined,
  uses: readonly Use[],
  shared: ReadonlySet<string> | undefined,
): NoteCode {
  const written = isWritten(name, uses);
  if (name !== undefined && name !== COMPUTED && shared?.has(name) === true)
    return written ? 'global-copied' : 'shared-global';
  return written ? 'global-cache' : 'global-unwritten';
}
