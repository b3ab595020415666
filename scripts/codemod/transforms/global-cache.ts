import { ts } from '../../lib/ts.ts';
import { assignedOnce } from '../../rule/shared-globals.ts';
import { COMPUTED, type Use } from '../../rule/uses.ts';
import { commentsAbove } from '../comments.ts';
import type { Draft, Transform } from '../draft.ts';
import { isOurs } from '../helpers.ts';
import type { NoteCode } from '../notes.ts';
import type { SharedModule } from '../shared-modules.ts';

/** What a rule kept on `global` becomes a variable of the module, or a shared module, or is marked. */
export const globalCache: Transform = {
  name: 'global-cache',
  doc: "global.x -> a variable of the module; what rules share and needs no rule -> import { x } from './shared/x.ts'",
  apply(draft) {
    const uses = draft.uses.all.filter((use) => use.root === 'global');
    const kept = draft.name('kept');
    const noted = new Set<string>();
    let declared = false;
    for (const use of uses) {
      const [name] = use.path;
      if (name !== undefined && name in globalThis) {
        draft.replace(use.identifier, 'globalThis');
        continue;
      }
      const shared = name === undefined ? undefined : draft.options.sharedModules?.get(name);
      if (shared !== undefined && importShared(use, shared, uses, draft)) {
        if (!noted.has(shared.global))
          draft.note('shared-function', use.identifier, `global.${shared.global}`);
        noted.add(shared.global);
        continue;
      }
      const text = ts.isShorthandPropertyAssignment(use.identifier.parent) ? `global: ${kept}` : kept;
      draft.replace(use.identifier, text);
      if (!declared)
        draft.declarations.push(
          `/** Kept between logins for as long as Auth0 reuses the instance. */\nconst ${kept}: Record<string, any> = {};`,
        );
      declared = true;
      draft.note(
        noteFor(name, uses, draft.options.sharedGlobals),
        use.identifier,
        name === undefined ? 'global' : `global.${name}`,
      );
    }
  },
};

/** Takes a value from the module that has it now; where the rule defined it nothing is left. */
function importShared(use: Use, shared: SharedModule, uses: readonly Use[], draft: Draft): boolean {
  const written = uses.find((other) => other.path[0] === shared.global && isWrite(other));
  const defined = written === undefined ? undefined : assignedOnce(written, draft.parsed);
  // A rule that is switched off may define its own.
  if (written !== undefined && defined === undefined) return false;
  if (use === written) {
    const { statement, value } = defined!;
    draft.removeStatement(statement, { start: value.pos, end: value.end });
    const above = commentsAbove(statement, draft.parsed);
    if (above !== undefined) draft.replaceRange(above.start, above.end, '', above);
    return true;
  }
  if (
    defined !== undefined &&
    use.identifier.pos >= defined.statement.pos &&
    use.identifier.end <= defined.statement.end
  )
    return true;
  const local = draft.name(isOurs(shared.exported) ? `${shared.exported}_` : shared.exported);
  draft.shared.set(shared, local);
  draft.replace(use.links[1]!, local);
  return true;
}

function isWrite({ path, kind }: Use): boolean {
  return path.length === 1 && (kind === 'write' || kind === 'update');
}

function noteFor(
  name: string | undefined,
  uses: readonly Use[],
  shared: ReadonlySet<string> | undefined,
): NoteCode {
  const written = uses.some((use) => use.path[0] === name && isWrite(use));
  if (name !== undefined && name !== COMPUTED && shared?.has(name) === true)
    return written ? 'global-copied' : 'shared-global';
  return written ? 'global-cache' : 'global-unwritten';
}
