function tenantDomain(user, context, callback) {
  const options = context.connectionOptions;
  const domain = user.email.split('@')[1];
  if (options.tenant_domain === domain) return callback(null, user, context);

  const aliases = options.domain_aliases || [];
  if (!aliases.length || !aliases.includes(domain)) return callback(new UnauthorizedError('Wrong tenant.'));
  callback(null, user, context);
}
