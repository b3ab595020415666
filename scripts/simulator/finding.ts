import { REDIRECT_SUSPENDS, type Difference } from './compare.ts';

/** What makes differences one finding: their kind, or the claim or field whose parts they are in. */
export function findingKeyOf(difference: Difference): string {
  const { path, cause } = difference;
  if (cause === REDIRECT_SUSPENDS.id) return cause;
  // One attribute that Rules took from elsewhere can be behind any number of claims.
  if (cause) return `${cause} ${/^(?:(?:back|again)\.)?\w+/.exec(path)![0]}`;
  const whole = wholeOf(path);
  return whole === path ? kindOf(difference) : `parts of ${whole}`;
}

/** The claim, the field or the request that a path leads into; else the path. */
export function wholeOf(path: string): string {
  return WHOLE.exec(path)?.[0] ?? path;
}

/** A claim, a SAML attribute, a field of the profile or a request, as the start of a path. */
const WHOLE =
  /^(?:(?:back|again)\.)?(?:idToken|accessToken|profile\.\w+|saml\.\w+|requests)(?:\.[\w$]+|\["(?:[^"\\]|\\.)*"\]|\[\d+\])/;

/** What makes two differences the same. */
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
