import * as v from 'valibot';
import { enforced } from '../limits.ts';

const text = v.string();

const trigger = v.strictObject({
  id: text,
  version: v.optional(text),
  status: v.optional(text),
  runtimes: v.optional(v.array(text)),
  default_runtime: v.optional(text),
  compatible_triggers: v.optional(v.array(v.looseObject({ id: text, version: text }))),
  binding_policy: v.optional(text),
});

const secret = v.strictObject({
  name: v.pipe(
    text,
    v.minLength(1),
    v.maxLength(enforced('secretName'), 'Secret name is too long, maximum 128'),
  ),
  value: v.optional(
    v.pipe(text, v.maxLength(enforced('secretValue'), 'Secret value is too long, maximum 4096')),
  ),
  updated_at: v.optional(text),
});

const dependency = v.strictObject({
  name: v.pipe(text, v.minLength(1)),
  version: v.pipe(text, v.minLength(1)),
  registry_url: v.optional(text),
});

const tooMany = (what: string, maximum: number) => `Too many ${what}, maximum ${maximum}`;
const unique = (names: readonly string[]) => new Set(names).size === names.length;

const content = {
  code: v.optional(
    v.pipe(
      text,
      v.maxBytes(enforced('actionCode'), `Code is too large, maximum ${enforced('actionCode')} bytes`),
    ),
  ),
  dependencies: v.optional(
    v.pipe(
      v.array(dependency),
      v.maxLength(
        enforced('dependenciesPerAction'),
        tooMany('dependencies', enforced('dependenciesPerAction')),
      ),
      v.check((items) => unique(items.map((item) => item.name)), 'Array items are not unique'),
    ),
  ),
  runtime: v.optional(text),
  secrets: v.optional(
    v.pipe(
      v.array(secret),
      v.maxLength(enforced('secretsPerAction'), tooMany('secrets', enforced('secretsPerAction'))),
      v.check((items) => unique(items.map((item) => item.name)), 'Array items are not unique'),
    ),
  ),
  modules: v.optional(v.array(v.record(v.string(), v.unknown()))),
};

const name = v.pipe(text, v.minLength(1, 'String is too short (0 chars), minimum 1'));
/** An Action serves one trigger. */
const triggers = v.pipe(
  v.array(trigger),
  v.minLength(1, 'Array is too short (0), minimum 1'),
  v.maxLength(1, 'Array is too long, maximum 1'),
);

export const CREATE_ACTION = v.strictObject({
  name,
  supported_triggers: triggers,
  deploy: v.optional(v.boolean()),
  ...content,
});
export const UPDATE_ACTION = v.strictObject({
  name: v.optional(name),
  supported_triggers: v.optional(triggers),
  ...content,
});

export const UPDATE_BINDINGS = v.strictObject({
  bindings: v.pipe(
    v.array(
      v.strictObject({
        ref: v.strictObject({ type: v.picklist(['binding_id', 'action_id', 'action_name']), value: text }),
        display_name: v.optional(text),
        secrets: v.optional(v.array(secret)),
      }),
    ),
    v.maxLength(enforced('actionsPerTrigger'), tooMany('bindings', enforced('actionsPerTrigger'))),
  ),
});

export const DEPLOY_VERSION = v.strictObject({ update_draft: v.optional(v.boolean()) });
