function (user, context, callback) {
  const allowed = ['app-one', 'app-two'];
  if (allowed.indexOf(context.clientID) === -1) return callback(null, user, context);
  if (!user.email || !user.email.endsWith('@example.com')) {
    return callback(new UnauthorizedError('Only for staff.'));
  }
  if (context.request.geoip && context.request.geoip.country_code === 'US' && context.stats.loginsCount > 5) {
    context.idToken['https://example.com/us'] = context.stats.loginsCount;
  }
  context.accessToken['https://example.com/plan'] = (user.app_metadata || {}).plan;
  callback(null, user, context);
}
