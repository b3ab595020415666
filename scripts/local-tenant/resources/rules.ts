import { RULES_WRITES_REFUSED } from '../assumptions.ts';
import { ApiError, notFound } from '../errors.ts';
import { offsetPage, PAGE_PARAMETERS } from '../pagination.ts';
import { FIELD_PARAMETERS, parseQuery, selectFields } from '../query.ts';
import { findOr } from '../tenant.ts';
import type { Handler } from '../tenant.ts';

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

export const refuseRuleWrite: Handler = () => {
  throw refusal();
};

function refusal(): ApiError {
  const { statusCode, message, errorCode } = RULES_WRITES_REFUSED;
  return new ApiError(statusCode, message, errorCode);
}
