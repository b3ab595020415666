/** One version of an extension point, as `GET /actions/triggers` lists it. */
interface TriggerVersion {
  readonly id: string;
  readonly version: string;
  readonly status: 'CURRENT' | 'DEPRECATED';
  readonly runtimes: readonly string[];
  readonly default_runtime: string;
  readonly binding_policy: 'trigger-bound' | 'entity-bound';
  readonly compatible_triggers: readonly { id: string; version: string }[];
}

const NOW = ['node18-actions', 'node22'];

// prettier-ignore
const ROWS = [
  ['post-login',                    'v3', 'CURRENT',    NOW,                  'node22', 'trigger-bound'],
  ['post-login',                    'v2', 'DEPRECATED', ['node18', 'node22'], 'node16', 'trigger-bound'],
  ['post-login',                    'v1', 'DEPRECATED', ['node22'],           'node12', 'trigger-bound'],
  ['credentials-exchange',          'v2', 'CURRENT',    NOW,                  'node22', 'trigger-bound'],
  ['pre-user-registration',         'v2', 'CURRENT',    NOW,                  'node22', 'trigger-bound'],
  ['post-user-registration',        'v2', 'CURRENT',    NOW,                  'node22', 'trigger-bound'],
  ['post-change-password',          'v2', 'CURRENT',    NOW,                  'node22', 'trigger-bound'],
  ['send-phone-message',            'v2', 'CURRENT',    NOW,                  'node22', 'trigger-bound'],
  ['password-reset-post-challenge', 'v1', 'CURRENT',    NOW,                  'node22', 'trigger-bound'],
  ['custom-phone-provider',         'v1', 'CURRENT',    NOW,                  'node22', 'trigger-bound'],
  ['custom-email-provider',         'v1', 'CURRENT',    NOW,                  'node22', 'trigger-bound'],
] as const;

/** The extension points of the local tenant, current versions first. */
export const TRIGGERS: readonly TriggerVersion[] = ROWS.map(
  ([id, version, status, runtimes, default_runtime, binding_policy]) => ({
    id,
    version,
    status,
    runtimes,
    default_runtime,
    binding_policy,
    compatible_triggers: id === 'post-login' && version === 'v3' ? [{ id, version: 'v2' }] : [],
  }),
);

/** The named version, or the current one when none is named. */
export function findTrigger(id: string, version?: string): TriggerVersion | undefined {
  return TRIGGERS.find(
    (trigger) => trigger.id === id && (version === undefined || trigger.version === version),
  );
}
