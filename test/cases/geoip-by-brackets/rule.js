function (user, context, callback) {
  if (context['request']['geoip'] && context['request']['geoip']['country_code'] !== 'DE') return callback(new UnauthorizedError('no'));
  callback(null, user, context);
}
