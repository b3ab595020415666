import type { Draft } from './draft.ts';
import { keepComments } from './comments.ts';
import { applyEdits, type Edit, movedRanges, placesAfter, writtenOut } from './edits.ts';
import { directHandlers, settledHandlers } from './handlers.ts';
import { helperCode, helperNames, typesIn } from './helpers.ts';
import { markersOf } from './markers.ts';
import { importLine } from './shared-modules.ts';

export interface Assembled {
  /** The imports, with their line breaks; empty when there are none. */
  readonly imports: string;
  /** Those of modules in actions/shared/. */
  readonly shared: string;
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
  draft.edits.unshift(...markersOf(draft));
  const edits = keepComments(draft.parsed.text, draft.edits);
  const all = withInner(edits, draft.edits);
  const edited = applyEdits(draft.parsed.text, all);
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
  const shared = [...draft.shared].map(([module, local]) => importLine(module, local)).join('');
  const typeLine =
    names.length === 0 ? '' : `import type { ${names.join(', ')} } from '@auth0/actions/post-login/v3';\n`;
  const imports = typeLine + shared;
  return {
    imports: imports === '' ? '' : `${imports}\n`,
    shared,
    main,
    helpers,
    renamed,
    place: placeIn(before, writtenOut(draft.parsed.text, all)),
  };
}

/** Apart, so that it holds on to the edits alone. */
function placeIn(before: number, edits: readonly Edit[]): (offset: number) => number {
  const after = placesAfter(edits);
  return (offset) => Math.max(0, before + after(offset));
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
