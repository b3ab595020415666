import { notFound } from '../errors.ts';
import { offsetPage, PAGE_PARAMETERS } from '../pagination.ts';
import { parseQuery } from '../query.ts';
import type { Handler } from '../tenant.ts';

/** What ran at one login; kept while the local tenant runs. */
export const getExecution: Handler = (tenant, request) => {
  const execution = tenant.journal.executions.get(request.params['id']);
  if (!execution) throw notFound('That execution does not exist.');
  return { status: 200, body: execution };
};

/** Newest first. */
export const listLogs: Handler = (tenant, request) => {
  const query = parseQuery(request.query, { ...PAGE_PARAMETERS, sort: 'text' });
  return { status: 200, body: offsetPage(tenant.journal.log.values(), query, 'logs') };
};
