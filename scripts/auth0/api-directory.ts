import type { ApiHost } from './api-host.ts';
import { limits } from './limits.ts';

const PAGE = limits.rolesPerPage.documented;

interface Page {
  readonly take?: number;
  readonly from?: string;
}

/** `api.groups`, `api.roles` and `api.rules`: the reading methods, answered from the login's own directory. */
export function directoryMethods(host: ApiHost): Record<string, object> {
  const { groups, roles } = host.directory;
  return {
    groups: {
      async getUserGroups(page?: Page) {
        const { items, ...rest } = paged('api.groups.getUserGroups', groups, page, Infinity);
        return { groups: items, ...rest };
      },
      async hasGroupMembership(wanted: unknown) {
        const names = list('api.groups.hasGroupMembership', wanted, Infinity);
        const memberships = names.map((name) => {
          const matches = groups.filter((group) => group.id === name || group.name === name);
          return [name, { is_member: matches.length > 0, matches }];
        });
        return { memberships: Object.fromEntries(memberships) as object };
      },
    },
    roles: {
      async getUserEffectiveRoles(page?: Page) {
        const { items, ...rest } = paged('api.roles.getUserEffectiveRoles', roles, page, PAGE);
        return { roles: items, ...rest };
      },
      async getUserEffectiveRolesByIds(ids: unknown) {
        const wanted = list('api.roles.getUserEffectiveRolesByIds', ids, limits.roleIds.documented);
        return { roles: roles.filter((role) => wanted.includes(role.id)) };
      },
      async getUserEffectiveRolesByNames(names: unknown) {
        const wanted = list('api.roles.getUserEffectiveRolesByNames', names, limits.roleNames.documented);
        return { roles: roles.filter((role) => wanted.includes(role.name)) };
      },
    },
    rules: { wasExecuted: (id: string) => host.rulesExecuted.includes(id) },
  };
}

function list(method: string, value: unknown, limit: number): string[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new TypeError(`${method}: expects a non-empty array`);
  if (value.length > limit) throw new RangeError(`${method}: more than ${limit} entries`);
  return value as string[];
}

function paged<T>(method: string, all: readonly T[], page: Page = {}, limit: number) {
  const take = page.take ?? Math.min(PAGE, limit);
  if (!Number.isInteger(take) || take < 1 || take > limit) {
    throw new RangeError(
      `${method}: take must be a positive integer${limit < Infinity ? ` up to ${limit}` : ''}`,
    );
  }
  const start = page.from === undefined ? 0 : Number(page.from);
  const next = start + take < all.length ? { next: String(start + take) } : {};
  return { items: all.slice(start, start + take), ...next };
}
