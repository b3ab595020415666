import { sha256 } from '../lib/sha256.ts';
import { isFact, type Shared } from '../rule/pipeline.ts';
import { actionOf, type Rule } from '../rule/rule.ts';
import type { Assembled } from './assemble.ts';
import type { Conversion, ConversionNote, ConversionVerdict } from './conversion.ts';
import type { DraftNote } from './draft.ts';
import { lineCounter, placesAfter } from './edits.ts';
import { NOTES } from './notes.ts';
import type { Typed } from './types.ts';

/** All that is left of a rule once its Action is written, so that its syntax tree can go. */
export interface DraftedAction {
  readonly original: Rule;
  readonly assembled: Assembled;
  /** The text that the edits were made to. */
  readonly form: { readonly text: string; readonly lineOf: (offset: number) => number };
  readonly shared: Shared;
  readonly carriedIn: ReadonlySet<string>;
  /** Names of shared modules. */
  readonly imports: readonly string[];
  readonly notes: readonly PlacedNote[];
  readonly secrets: ReadonlySet<string>;
  readonly dependencies: ReadonlyMap<string, string | null>;
  readonly scopes: ReadonlySet<string>;
}

export interface PlacedNote extends Pick<DraftNote, 'code' | 'subject'> {
  /** In the text that the edits were made to. */
  readonly start: number;
  readonly ruleLine: number;
}

/** What is kept of a conversion: its verdict, its notes at their lines, and what the Action needs. */
export function record(drafted: DraftedAction, typed: Typed): Conversion {
  const { original, assembled, shared } = drafted;
  const action = `${assembled.imports}${typed.main}${assembled.helpers}\n`;
  const actionLine = lineCounter(action);
  const rounds = typed.rounds.map(placesAfter);
  const notes = drafted.notes.map(({ code, subject, start, ruleLine }): ConversionNote => {
    const placed = rounds.reduce((offset, place) => place(offset), assembled.place(start));
    return {
      code,
      severity: NOTES[code].severity,
      ...(subject === undefined ? {} : { subject }),
      reason: NOTES[code].reason,
      url: NOTES[code].url,
      ruleLine,
      actionLine: actionLine(assembled.imports.length + placed),
    };
  });
  for (const line of typed.suppressed) notes.push(suppressedNote(line, action));
  const headline = headlineOf(notes);
  return {
    rule: {
      name: original.name,
      file: original.file,
      ...(original.id === undefined ? {} : { id: original.id }),
      order: original.order,
      enabled: original.enabled,
      hash: sha256(original.source),
    },
    action: { name: actionOf(original), hash: sha256(action) },
    verdict: verdictOf(notes),
    ...(headline === undefined ? {} : { headline }),
    notes: notes.toSorted((a, b) => a.ruleLine - b.ruleLine),
    secrets: [...drafted.secrets].toSorted(),
    dependencies: [...drafted.dependencies]
      .map(([name, version]) => ({ name, version }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    scopes: [...drafted.scopes].toSorted(),
    reads: shared.reads.filter((path) => !isFact(path) || drafted.carriedIn.has(path)),
    writes: shared.writes,
    ...(drafted.imports.length === 0 ? {} : { imports: drafted.imports }),
    code: action,
  };
}

/** A line that only passes the compiler under a comment. */
function suppressedNote(subject: string, code: string): ConversionNote {
  const { severity, reason, url } = NOTES['not-typed'];
  const at = code.indexOf('// @ts-expect-error');
  return {
    code: 'not-typed',
    severity,
    subject,
    reason,
    url,
    ruleLine: 1,
    actionLine: lineCounter(code)(Math.max(at, 0)),
  };
}

function verdictOf(notes: readonly ConversionNote[]): ConversionVerdict {
  if (notes.some(({ severity }) => severity === 'manual')) return 'manual';
  return notes.some(({ severity }) => severity === 'review') ? 'review' : 'exact';
}

/** A rule that stalls logins says so before anything else. */
function headlineOf(notes: readonly ConversionNote[]): string | undefined {
  const stall =
    notes.find(({ code }) => code === 'gate-without-callback') ??
    notes.find(({ code }) => code === 'never-calls-back');
  if (stall === undefined) return undefined;
  return stall.code === 'gate-without-callback'
    ? `Line ${stall.ruleLine}: the rule failed the login of every application it was not meant for, because it returned without calling back.`
    : `Line ${stall.ruleLine}: the rule can end without calling back, which failed the login.`;
}
