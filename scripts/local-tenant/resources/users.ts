import { notFound } from '../errors.ts';
import { offsetPage, PAGE_PARAMETERS } from '../pagination.ts';
import { parseQuery } from '../query.ts';
import { findOr } from '../tenant.ts';
import type { Handler } from '../tenant.ts';

/** Everybody who has signed in. */
export const listUsers: Handler = (tenant, request) => {
  const query = parseQuery(request.query, PAGE_PARAMETERS);
  return { status: 200, body: offsetPage(tenant.store.read().users, query, 'users') };
};

export const getUser: Handler = (tenant, request) => {
  const id = request.params['id'];
  const missing = notFound('The user does not exist.', 'inexistent_user');
  return { status: 200, body: findOr(tenant.store.read().users, (user) => user.user_id === id, missing) };
};
