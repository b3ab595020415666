import type { Change } from '../tenant/changes.ts';
import type { Desired } from '../tenant/desired.ts';
import { keywordName, mappedGroups, torqKeywords } from '../torq/profile.ts';
import type { MappingRow, TorqProfile } from '../torq/profile-schema.ts';

/** Whether the live Actions hold the secrets that a deploy would send: `sent`, `other` ones, or `unknown`. */
export type SecretState = 'sent' | 'other' | 'unknown';

export function secretState(changes: readonly Pick<Change, 'type' | 'fields'>[]): SecretState {
  const fields = changes
    .filter(({ type }) => type === 'actions')
    .flatMap(({ fields }) => fields.filter(({ secret }) => secret === true));
  if (fields.some(({ after }) => after === 'unknown')) return 'unknown';
  return fields.some(({ after }) => after === 'changes') ? 'other' : 'sent';
}

/** The desired state with the allow-list of these rows in place of the profile's. */
export function withAllowList(desired: Desired, profile: TorqProfile, rows: readonly MappingRow[]): Desired {
  const wanted = torqKeywords(profile)[keywordName(profile, 'GROUPS_ALLOW_LIST')];
  const older = JSON.stringify(mappedGroups({ ...profile, mapping: [...rows] }));
  return {
    ...desired,
    actions: desired.actions.map((action) => ({
      ...action,
      secrets: action.secrets?.map(({ name, value }) => ({ name, value: value === wanted ? older : value })),
    })),
  };
}
