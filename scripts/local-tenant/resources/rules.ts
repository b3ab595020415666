import * as v from 'valibot';
import { RULES_WRITES_REFUSED } from '../assumptions.ts';
import { ApiError, notFound } from '../errors.ts';
import { offsetPage, PAGE_PARAMETERS } from '../pagination.ts';
import { FIELD_PARAMETERS, parseQuery, selectFields } from '../query.ts';
import { findOr } from '../tenant.ts';
import type { Handler } from '../tenant.ts';
import { parseBody } from '../validate.ts';

/** Lists still answer after the end of life; a tenant of today has no rules. */
export const listRules: Handler = (tenant, request) => {
  if (tenant.faults.rulesRefused) throw refusal();
  const query = parseQuery(request.query, { ...PAGE_PARAMETERS, ...FIELD_PARAMETERS, enabled: 'flag' });
  const rules = tenant.store
    .read()
    .rules.filter((rule) => query.enabled === undefined || rule['enabled'] === query.enabled)
    .map((rule) => selectFields(rule, query));
  return { status: 200, body: offsetPage(rules, query, 'rules') };
};

export const getRule: Handler = (tenant, request) => {
  if (tenant.faults.rulesRefused) throw refusal();
  const id = request.params['id'];
  const missing = notFound('The rule does not exist', 'inexistent_rule');
  return { status: 200, body: findOr(tenant.store.read().rules, (rule) => rule.id === id, missing) };
};

/** Keys alone: values are never shown. */
export const listRulesConfigs: Handler = (tenant) => {
  if (tenant.faults.rulesRefused) throw refusal();
  return { status: 200, body: tenant.store.read().rulesConfigs.map(({ key }) => ({ key })) };
};

/** https://auth0.com/docs/api/management/v2/rules/patch-rules-by-id */
const UPDATE = v.partial(
  v.strictObject({ name: v.string(), script: v.string(), order: v.number(), enabled: v.boolean() }),
);

/** Refused after the end of life, as every other write; a tenant before it can be played for a cutover. */
export const updateRule: Handler = (tenant, request) => {
  if (!tenant.faults.rulesAlive) throw refusal();
  const body = parseBody(UPDATE, request.body);
  const missing = notFound('The rule does not exist', 'inexistent_rule');
  return tenant.store.update((draft) => {
    const rule = findOr(draft.rules, ({ id }) => id === request.params['id'], missing);
    return { status: 200, body: Object.assign(rule, body) };
  });
};

export const refuseRuleWrite: Handler = () => {
  throw refusal();
};

function refusal(): ApiError {
  const { statusCode, message, errorCode } = RULES_WRITES_REFUSED;
  return new ApiError(statusCode, message, errorCode);
}
