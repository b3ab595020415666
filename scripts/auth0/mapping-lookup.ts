import { mapping, type MappingRow } from './mapping.ts';

/** The row that covers a path most closely, and what of the path lies below it. */
export interface Mapped {
  readonly row: MappingRow;
  /** The properties below the row's path, outermost first; empty when the row is the path. */
  readonly rest: readonly string[];
  /**
   * The other world's expression for the whole path, undefined when there is none. An Action's is ready to paste,
   * with `?.` wherever something on the way may be absent; elements the caller left open stay `[]`.
   */
  readonly expression?: string;
}

type Path = string | readonly string[];
type Side = 'rule' | 'event';

/**
 * Where an Action finds what a Rule reads: `context.request.geoip.country_code`, or its segments when a property's
 * name holds a dot. Undefined for anything that is not below `user` or `context`, and for those two themselves.
 */
export function eventPathFor(path: Path): Mapped | undefined {
  return lookUp(toSegments(path), 'rule', 'event');
}

/** Where a Rule found what an Action reads: the reverse of `eventPathFor`. Undefined for what Rules did not have. */
export function rulePathFor(path: Path): Mapped | undefined {
  return lookUp(toSegments(path), 'event', 'rule');
}

/** The segments of a path: `a?.b[0]["c.d"]` is a, b, [0], c.d; `[]` is any element. */
export function toSegments(path: Path): readonly string[] {
  if (typeof path !== 'string') return path.map((part) => (/^\d+$/.test(part) ? `[${part}]` : part));
  const parts = path.matchAll(/\["([^"]*)"\]|\['([^']*)'\]|(\[\d*\])|([^.?[\]]+)/g);
  return Array.from(parts, ([, double, single, element, name]) => double ?? single ?? element ?? name ?? '');
}

const tables = { rule: segmentsOf('rule'), event: segmentsOf('event') };

function segmentsOf(side: Side): readonly (readonly [MappingRow, readonly string[]])[] {
  return mapping.flatMap((row) => {
    const path = row[side];
    return path === undefined ? [] : [[row, toSegments(path)] as const];
  });
}

function lookUp(path: readonly string[], from: Side, to: Side): Mapped | undefined {
  const covering = tables[from].filter(([, pattern]) => covers(pattern, path));
  const [row, pattern] = covering.toSorted(([, a], [, b]) => closeness(b) - closeness(a))[0] ?? [];
  if (!row || !pattern) return undefined;
  const rest = path.slice(pattern.length);
  if (tables[from].some(([, other]) => listsKeysBelow(other, pattern, rest))) return undefined;
  const target = row[to];
  if (target === undefined) return { row, rest };
  return { row, rest, expression: expressionOf(row, target, path.slice(0, pattern.length), rest, to) };
}

function covers(pattern: readonly string[], path: readonly string[]): boolean {
  return (
    pattern.length <= path.length &&
    pattern.every((part, at) => part === '*' || part === path[at] || (part === '[]' && isElement(path[at])))
  );
}

/** Whether a pattern shows that the keys below another one are listed one by one, so that an unlisted one is unknown. */
function listsKeysBelow(
  other: readonly string[],
  pattern: readonly string[],
  rest: readonly string[],
): boolean {
  const below = other.slice(pattern.length);
  const key = isElement(rest[0]) && below[0] === '[]' ? 1 : 0;
  return (
    rest.length > key &&
    below.length > key &&
    !isElement(below[key]) &&
    pattern.every((part, at) => part === other[at])
  );
}

/** Longer beats shorter, a name beats a star. */
function closeness(pattern: readonly string[]): number {
  return pattern.length * 2 - (pattern.at(-1) === '*' ? 1 : 0);
}

function isElement(part: string | undefined): boolean {
  return part !== undefined && /^\[\d*\]$/.test(part);
}

function expressionOf(
  row: MappingRow,
  target: string,
  path: readonly string[],
  rest: readonly string[],
  to: Side,
): string {
  const given = { '*': path.at(-1), '[]': path.find(isElement) };
  const filled = toSegments(target).map((part) =>
    part === '*' || part === '[]' ? (given[part] ?? part) : part,
  );
  const [before, after] = target.split('?.');
  const guards = new Set([
    after === undefined ? undefined : toSegments(before ?? '').length,
    to === 'event' && row.eventGuard ? filled.length : undefined,
  ]);
  const [root = '', ...parts] = [...filled, ...rest];
  return parts.reduce((text, part, at) => {
    const afterElement = to === 'event' && /\[\d+\]$/.test(text);
    return text + access(part, afterElement || guards.has(at + 1));
  }, root);
}

function access(part: string, guard: boolean): string {
  if (isElement(part)) return guard ? `?.${part}` : part;
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(part)) return `${guard ? '?.' : '.'}${part}`;
  return `${guard ? '?.' : ''}[${JSON.stringify(part)}]`;
}
