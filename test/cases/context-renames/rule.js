function renames(user, context, callback) {
  console.log(
    context.tenant, context.clientID, context.clientName, context.connection, context.connectionID,
    context.connectionStrategy, context.stats.loginsCount, context.request.userAgent, context.request.ip,
    context.request.hostname, context.request.query.lang, context.sessionID,
  );
  if (context.connectionMetadata && context.connectionMetadata.region) console.log(context.connectionMetadata.region);
  if (context.clientMetadata && context.clientMetadata.tier === 'gold') console.log('gold');
  if (context.organization) console.log(context.organization.id, context.organization.name);
  const roles = (context.authorization || {}).roles || [];
  console.log(roles.length);
  callback(null, user, context);
}
