import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  console.log(
    event.tenant.id, event.client.client_id, event.client.name, event.connection.name, event.connection.id,
    event.connection.strategy, event.stats.logins_count, event.request.user_agent, event.request.ip,
    event.request.hostname, event.request.query.lang, event.session?.id,
  );
  if (event.connection.metadata && event.connection.metadata.region) console.log(event.connection.metadata.region);
  if (event.client.metadata && event.client.metadata.tier === 'gold') console.log('gold');
  if (event.organization) console.log(event.organization.id, event.organization.name);
  const roles = (event.authorization || {}).roles || [];
  console.log(roles.length);
}
