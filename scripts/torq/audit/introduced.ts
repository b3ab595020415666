import type { TorqProfile } from '../profile-schema.ts';
import type { AuditInput, Effect } from './row.ts';
import { AUDIT_ROWS } from './table.ts';
import type { TenantView } from './tenant-view.ts';

/** The rows on the settings of the application and its connection: what no simulated login goes through. */
// oxfmt-ignore
const SETTINGS: ReadonlySet<string> = new Set(['T12', 'T16', 'T17', 'T19', 'T20', 'T21', 'T22', 'T23', 'T25', 'T26', 'T28']);

/** A mistake in the settings of a tenant. */
export interface Mistake {
  readonly id: string;
  readonly effects: readonly Effect[];
  readonly message: string;
}

/** The mistakes in the settings of a tenant as it would be that it does not have yet. Pure: looks at nothing else. */
export function introducedMistakes(profile: TorqProfile, before: TenantView, after: TenantView): Mistake[] {
  const known = new Set(mistakesIn(profile, before).map(({ message }) => message));
  return mistakesIn(profile, after).filter(({ message }) => !known.has(message));
}

function mistakesIn(profile: TorqProfile, tenant: TenantView): Mistake[] {
  const input: AuditInput = {
    source: { profile, locate: () => ({ file: 'torq.yaml' }) },
    tenant,
    live: undefined,
    actions: [],
    rules: [],
    probe: undefined,
    today: '',
  };
  return AUDIT_ROWS.filter(({ id }) => SETTINGS.has(id)).flatMap(({ id, effects, look }) =>
    [...(look?.(input) ?? [])]
      .filter(({ level }) => level === 'finding')
      .map(({ message }) => ({ id, effects, message })),
  );
}
