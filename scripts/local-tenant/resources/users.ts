import { notFound } from '../errors.ts';
import { offsetPage, PAGE_PARAMETERS } from '../pagination.ts';
import { parseQuery } from '../query.ts';
import type { Fields, User } from '../state.ts';
import { findOr } from '../tenant.ts';
import type { Handler } from '../tenant.ts';

/** Everybody who has signed in. */
export const listUsers: Handler = (tenant, request) => {
  const query = parseQuery(request.query, PAGE_PARAMETERS);
  return { status: 200, body: offsetPage(tenant.store.read().users.map(present), query, 'users') };
};

export const getUser: Handler = (tenant, request) => {
  const id = request.params['id'];
  const missing = notFound('The user does not exist.', 'inexistent_user');
  const user = findOr(tenant.store.read().users, ({ user_id }) => user_id === id, missing);
  return { status: 200, body: present(user) };
};

function present({ last_connection: _through, ...user }: User): Fields {
  return user;
}
