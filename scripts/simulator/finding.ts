import type { Difference } from './compare.ts';

/** What makes two differences the same finding. */
export function kindOf({ path, rule, action, inherent, untouched }: Difference): string {
  return [
    String(untouched),
    path,
    inherent ?? '',
    path.endsWith('end') ? endOf(rule) : shape(rule),
    path.endsWith('end') ? endOf(action) : shape(action),
  ].join(' | ');
}

function endOf(end: unknown): string {
  const { kind, how } = (end ?? {}) as { kind?: string; how?: string };
  return `${kind ?? ''} ${how ?? ''}`;
}

function shape(value: unknown): string {
  return value === undefined ? 'absent' : 'present';
}
